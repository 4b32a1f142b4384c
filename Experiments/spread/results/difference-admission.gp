# Draws difference-admission.svg and difference-admission.png: gnuplot difference-admission.gp
$solid0 << EOD
0.0 -0.253912313873489 0.733314343106739
10.0 -2.0642279917159567 0.7420446633394416
20.0 -3.937188390652475 0.7534760894291558
30.0 -5.901648413755988 0.7676690053211896
40.0 -7.983634856311676 0.7862322390477275
50.0 -10.115612555595407 0.814139121609201
60.0 -11.925258304887999 0.8552842730429532
70.0 -13.278851495272566 0.8940954905443645
80.0 -14.216373917143192 0.9118629098581302
90.0 -14.942924378411636 0.9270655883733822
EOD
$solid1 << EOD
0.0 -0.5498428344676473 1.440460509318199
10.0 -3.579729673009617 1.4992387602249626
20.0 -6.7184273066024724 1.538445361401346
30.0 -9.912674147554695 1.574409602374595
40.0 -13.114305855115145 1.6124393599060594
50.0 -16.059652119292444 1.6530233471572942
60.0 -18.656053529734614 1.6962682023322393
70.0 -20.90897857682522 1.7461469091299255
80.0 -22.879184592979044 1.797005185505953
90.0 -24.432017460166406 1.8535747975829053
EOD
$solid2 << EOD
0.0 0.23696674813780258 1.2320023542593592
10.0 -6.482141567679431 1.3857051630212622
20.0 -13.756655128995643 1.556542397542469
30.0 -21.696256611920305 1.6097537789205005
40.0 -29.673990662350338 1.8005699351337274
50.0 -37.76548125909292 1.9564537048702972
60.0 -46.49673398065107 2.1417027937745914
70.0 -53.53922920862942 2.2177276738184584
80.0 -59.89426090731638 2.374366503223004
90.0 -64.80474032718396 2.559698126778924
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
set title "{/:Bold Relative difference of unit costs, smaller against larger half}\nSplit held from arrival: L_{CAP} = 1000 kW, T = 6 h" offset 0,0.3
set xlabel 'Spread of mean powers around 120 kW (± %)'
set ylabel 'Relative unit cost difference (%)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set offsets 0, 0, graph 0.06, graph 0.06
set xzeroaxis linetype 1 linecolor rgb '#808080' linewidth 1
set xrange [-3.6:93.6]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output 'difference-admission.svg'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds'
unset output
set terminal pngcairo size 1290,900 font 'DejaVu Sans,14' fontscale 1.3 linewidth 1.5 pointscale 1.4
set output 'difference-admission.png'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds'
unset output
