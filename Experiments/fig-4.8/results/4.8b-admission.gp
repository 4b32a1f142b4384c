# Draws 4.8b-admission.svg and 4.8b-admission.png: gnuplot 4.8b-admission.gp
$solid0 << EOD
1.5 -5.982646417925878 0.7516053834047888
2.0 -5.4096581917398305 0.712734498101088
2.5 -4.850656644069109 0.6753688644233855
3.0 -4.30512622808161 0.6394542291247384
3.5 -3.7725768922106875 0.604942358839818
4.0 -3.2525424952099726 0.5717910542655414
4.5 -2.7445793400341914 0.539964254406019
5.0 -2.2482648161087035 0.5094322393334976
EOD
$solid1 << EOD
1.5 -50.450790750674614 3.4518502446903994
2.0 -50.169899751005104 3.3724198602577347
2.5 -49.90630657590084 3.3026671872013016
3.0 -49.658691362736626 3.241967448232099
3.5 -49.42586146533028 3.1897289919833747
4.0 -49.20673638713824 3.1453881446881113
4.5 -49.00033484419047 3.108405705775319
5.0 -48.805763607426385 3.078264757873779
EOD
$solid2 << EOD
1.5 -269.3035005948339 7.716345611443809
2.0 -256.23756851026525 7.440193128371472
2.5 -244.23137636720722 7.223710052309857
3.0 -233.15822174938154 7.052613556015
3.5 -222.91119191657805 6.915973670693809
4.0 -213.39938632661836 6.805458879842251
4.5 -204.54498381727515 6.7147374719654485
5.0 -196.28093957839778 6.639007487878603
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
set title "{/:Bold (b) Relative unit cost difference as p_{BAT} rises, p_{GP} = 7}\nSplit held from arrival: L_{CAP} = 1175 kW, T = 5.7 h" offset 0,0.3
set xlabel 'Unit cost of the battery, p_{BAT}'
set ylabel 'Relative unit cost difference (%)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set offsets 0, 0, graph 0.06, graph 0.06
set xzeroaxis linetype 1 linecolor rgb '#808080' linewidth 1
set xrange [1.3599999999999999:5.14]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output '4.8b-admission.svg'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds'
unset output
set terminal pngcairo size 1290,900 font 'DejaVu Sans,14' fontscale 1.3 linewidth 1.5 pointscale 1.4
set output '4.8b-admission.png'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds'
unset output
