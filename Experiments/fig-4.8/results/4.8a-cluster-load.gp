# Draws 4.8a-cluster-load.svg and 4.8a-cluster-load.png: gnuplot 4.8a-cluster-load.gp
$solid0 << EOD
3.0 -3.477501583989099 0.47992908927075895
3.5 -4.05553257159117 0.5416031811313002
4.0 -4.508909622604653 0.5904051199571314
4.5 -4.8740393867105745 0.6299789635218993
5.0 -5.174406498009458 0.6627140366781774
5.5 -5.42584026293494 0.6902411246687984
6.0 -5.639399287775104 0.7137110134807126
6.5 -5.823043015234896 0.7339588556625587
7.0 -5.982646417925878 0.7516053834047888
EOD
$solid1 << EOD
3.0 -28.22853482142584 1.6038487802605628
3.5 -32.428828840388256 1.91470235641157
4.0 -36.054053249014736 2.197158104869189
4.5 -39.21610947665883 2.454341648942346
5.0 -41.99936254603881 2.6891601322377627
5.5 -44.46868517461318 2.9042015556327647
6.0 -46.674819805708175 3.1017297615347426
6.5 -48.65805247342299 3.28371116048764
7.0 -50.450790750674614 3.4518502446903994
EOD
$solid2 << EOD
3.0 -12.925120068105064 0.8948870275455361
3.5 -14.656028512555363 1.017327883318111
4.0 -16.042716644073813 1.118004717373104
4.5 -17.178673451240837 1.2021913700443985
5.0 -18.126317408341325 1.27360508845377
5.5 -18.928922318578564 1.3349328223426036
6.0 -19.61743870057133 1.3881616550923477
6.5 -20.21459114363577 1.4347912091868977
7.0 -20.73744208786054 1.4759737302865872
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
set title "{/:Bold (a) Relative unit cost difference as p_{GP} rises, p_{BAT} = 1.5}\nSplit held from arrival, adaptive on the cluster’s load: L_{CAP} = 1175 kW, T = 5.7 h" offset 0,0.3
set xlabel 'Unit cost of grid-premium, p_{GP}'
set ylabel 'Relative unit cost difference (%)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set offsets 0, 0, graph 0.06, graph 0.06
set xzeroaxis linetype 1 linecolor rgb '#808080' linewidth 1
set xrange [2.84:7.16]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output '4.8a-cluster-load.svg'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds'
unset output
set terminal pngcairo size 1290,900 font 'DejaVu Sans,14' fontscale 1.3 linewidth 1.5 pointscale 1.4
set output '4.8a-cluster-load.png'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds'
unset output
