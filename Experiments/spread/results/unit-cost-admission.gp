# Draws unit-cost-admission.svg and unit-cost-admission.png: gnuplot unit-cost-admission.gp
$solid0 << EOD
0.0 0.1881201241547877 0.00915891548966148
10.0 0.19281454432133727 0.009282627320871161
20.0 0.20665415006102014 0.009948480090310775
30.0 0.23041011095942218 0.010928204786912766
40.0 0.2656871208510125 0.011918245364187757
50.0 0.31244016909950567 0.01300789635744289
60.0 0.3558231660202188 0.014250597224022032
70.0 0.38704066485860683 0.014965889826230674
80.0 0.40954694996052887 0.014973275532787468
90.0 0.42936597200658844 0.014949087805874858
EOD
$solid1 << EOD
0.0 0.1704433545013892 0.008751166775824024
10.0 0.17275155373181014 0.009143075092736137
20.0 0.181154383148203 0.009574622046578184
30.0 0.1942428718717575 0.010050983360833736
40.0 0.2102439855883998 0.01039939165852951
50.0 0.22811426234471122 0.010733846687014707
60.0 0.24713215153423518 0.011169420182937956
70.0 0.2674856771634948 0.011497269915303115
80.0 0.2888575767910815 0.011623723779050577
90.0 0.30896722163105883 0.011719306175804627
EOD
$solid2 << EOD
0.0 0.2554160520135645 0.011885152049506827
10.0 0.2723489392545713 0.011785734737160044
20.0 0.3179632500658579 0.01207769255092303
30.0 0.38508188594184267 0.013511017319282314
40.0 0.46357422478244686 0.015047770557411121
50.0 0.542430183392437 0.015412236096643364
60.0 0.6279487431609773 0.015550674859498336
70.0 0.704725464637958 0.01496510287333976
80.0 0.7799052899155138 0.014249090986646132
90.0 0.8417509402685643 0.013545757042975287
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
set title "{/:Bold Spread of the buildings’ unit costs}\nSplit held from arrival: L_{CAP} = 1000 kW, T = 6 h" offset 0,0.3
set xlabel 'Spread of mean powers around 120 kW (± %)'
set ylabel 'Standard deviation of unit costs (per kWh)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set yrange [0:*]
set xrange [-3.6:93.6]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output 'unit-cost-admission.svg'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds'
unset output
set terminal pngcairo size 1290,900 font 'DejaVu Sans,14' fontscale 1.3 linewidth 1.5 pointscale 1.4
set output 'unit-cost-admission.png'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds'
unset output
