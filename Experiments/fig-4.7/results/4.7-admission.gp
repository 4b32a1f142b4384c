# Draws 4.7-admission.svg and 4.7-admission.png: gnuplot 4.7-admission.gp
$solid0 << EOD
10.0 -12.511715679223654 1.3624927939717122
11.0 -10.398858427132739 1.1701254247725075
12.0 -8.841491713014829 1.0270602686844523
13.0 -7.654353835216607 0.9141891860705811
14.0 -6.723383800885639 0.8247198937736693
15.0 -5.982646417925878 0.7516053834047888
16.0 -5.378145846748265 0.6903868758165672
17.0 -4.874849819441661 0.6385317940717871
18.0 -4.4518087390399455 0.5941351168328023
19.0 -4.090631465544535 0.5557055105330236
20.0 -3.7773924281459896 0.5221535528321538
EOD
$solid1 << EOD
10.0 -44.69433590666133 3.5958472011507743
11.0 -46.7725428719898 3.6501013600480827
12.0 -47.58859611295042 3.408126450273156
13.0 -49.572059207121384 3.521522641142207
14.0 -50.30755977278727 3.4597302497015563
15.0 -50.450790750674614 3.4518502446903994
16.0 -50.06635546764352 3.340700344020807
17.0 -49.701665388428374 3.255916399338591
18.0 -50.00566386966995 3.0880899769364536
19.0 -49.611892388446975 3.076224283940567
20.0 -49.466741072349535 3.0234568389563825
EOD
$solid2 << EOD
10.0 -205.11534058659896 4.435769363597994
11.0 -223.4554695182927 4.454204471102247
12.0 -239.9902340849736 5.527489632852295
13.0 -251.8406901527096 6.819614880094282
14.0 -260.9738779489803 7.819624130413234
15.0 -269.3035005948339 7.716345611443809
16.0 -270.5416693018554 9.142471032627366
17.0 -266.56972775025145 10.450882525334231
18.0 -265.7458229177076 10.853948807379199
19.0 -267.94065132637974 11.022499437916842
20.0 -269.02239656259036 11.509485176435312
EOD
set encoding utf8
set border 3 linecolor rgb '#404040'
set tics nomirror out
set grid ytics linecolor rgb '#D8D8D8' linewidth 1
set minussign
set xlabel offset 0,0.5
set errorbars small
set key at screen 0.5,0.015 center bottom horizontal maxcols 3 Left reverse
set key font ',12' samplen 4 spacing 1.4 width 1
set bmargin 5.5
set title "{/:Bold Small buildings: relative unit energy cost difference compared to large buildings}\nSplit held from arrival: L_{CAP} = 1175 kW, T = 5.7 h" offset 0,0.3
set xlabel 'Mean power of large buildings (multiples of 20 kW)'
set ylabel 'Relative unit cost difference (%)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set offsets 0, 0, graph 0.06, graph 0.06
set xzeroaxis linetype 1 linecolor rgb '#808080' linewidth 1
set xrange [9.6:20.4]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output '4.7-admission.svg'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds'
unset output
set terminal pngcairo size 1290,900 font 'DejaVu Sans,14' fontscale 1.3 linewidth 1.5 pointscale 1.4
set output '4.7-admission.png'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds'
unset output
