# Draws 4.6b-redispatch.svg and 4.6b-redispatch.png: gnuplot 4.6b-redispatch.gp
$solid0 << EOD
20.0 0.0 0.0

50.0 0.4105097111349999 0.05513172813518915
60.0 2.0318556999679642 0.155099861013428
70.0 5.831668762846852 0.2861590896463785
80.0 12.231120717297781 0.4443955188700515
90.0 21.00756473217351 0.603157824371824
100.0 31.59048386691147 0.7498822446190019
110.0 43.26258177073777 0.862936553052846
120.0 55.27239559499537 0.9382836737278827
EOD
$dotted0 << EOD
20.0 0.0
30.0 0.0003365575188211554
40.0 0.03356218802276243
50.0 0.4105097111349999

EOD
$bare0 << EOD

30.0 0.0003365575188211554
40.0 0.03356218802276243

EOD
$solid1 << EOD
20.0 0.0 0.0

50.0 0.4105097111349999 0.05513172813518915
60.0 2.0318556999679642 0.155099861013428
70.0 5.831668762846852 0.2861590896463785
80.0 12.231120717297781 0.4443955188700515
90.0 21.00756473217351 0.603157824371824
100.0 31.59048386691147 0.7498822446190019
110.0 43.26258177073777 0.862936553052846
120.0 55.27239559499537 0.9382836737278827
EOD
$dotted1 << EOD
20.0 0.0
30.0 0.0003365575188211554
40.0 0.03356218802276243
50.0 0.4105097111349999

EOD
$bare1 << EOD

30.0 0.0003365575188211554
40.0 0.03356218802276243

EOD
$solid2 << EOD
20.0 1.4866568527237043 0.06256390487959704
30.0 6.5063152462666665 0.1310317864204729
40.0 13.541975989224815 0.18101617415464458
50.0 20.938323358559085 0.2099542170230198
60.0 27.90676977917759 0.2390665402984671
70.0 34.22889921971072 0.263971119685644
80.0 39.863194001249084 0.28477865572819777
90.0 44.85556023364019 0.2988464638745574
100.0 49.267249383324064 0.30914529764564774
110.0 53.165586389311486 0.3139312336138296
120.0 56.621535737804805 0.31798114884190004
EOD
$solid3 << EOD
20.0 0.0 0.0

50.0 0.4105097111349999 0.05513172813518915
60.0 2.0318556999679642 0.155099861013428
70.0 5.831668762846852 0.2861590896463785
80.0 12.231120717297781 0.4443955188700515
90.0 21.00756473217351 0.603157824371824
100.0 31.59048386691147 0.7498822446190019
110.0 43.26258177073777 0.862936553052846
120.0 55.27239559499537 0.9382836737278827
EOD
$dotted3 << EOD
20.0 0.0
30.0 0.0003365575188211554
40.0 0.03356218802276243
50.0 0.4105097111349999

EOD
$bare3 << EOD

30.0 0.0003365575188211554
40.0 0.03356218802276243

EOD
$solid4 << EOD
20.0 0.0 0.0

50.0 0.665993622125741 0.06640999679966718
60.0 2.5450944864650005 0.135376271249405
70.0 5.960954954815368 0.21774151490336835
80.0 10.770500895193702 0.30942970139207965
90.0 16.45237903952852 0.36938931019255605
100.0 22.55310584238575 0.41427387511071967
110.0 28.52551816389426 0.43742278684682834
120.0 34.189754913774244 0.4556564235931986
EOD
$dotted4 << EOD
20.0 0.0
30.0 0.001054823829223929
40.0 0.07180781744692422
50.0 0.665993622125741

EOD
$bare4 << EOD

30.0 0.001054823829223929
40.0 0.07180781744692422

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
set bmargin 6.800000000000001
set title "{/:Bold (b) Percentage of the initial battery charge C used by the end of T}\nSplit again at every event: L_{CAP} = 1000 kW, T = 6 h" offset 0,0.3
set xlabel 'Mean power (kW)'
set ylabel 'Percentage of C used (%)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set yrange [0:*<100]
set xrange [16.0:124.0]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output '4.6b-redispatch.svg'
plot $dotted0 using 1:2 with lines linecolor rgb '#CC79A7' linewidth 1.4 dashtype (2,3) notitle, \
     $bare0 using 1:2 with points linecolor rgb '#CC79A7' linewidth 1.2 pointtype 12 pointsize 1.7 notitle, \
     $dotted1 using 1:2 with lines linecolor rgb '#E69F00' linewidth 1.4 dashtype (2,3) notitle, \
     $bare1 using 1:2 with points linecolor rgb '#E69F00' linewidth 1.2 pointtype 10 pointsize 1.7 notitle, \
     $dotted3 using 1:2 with lines linecolor rgb '#0072B2' linewidth 1.4 dashtype (2,3) notitle, \
     $bare3 using 1:2 with points linecolor rgb '#0072B2' linewidth 1.2 pointtype 6 pointsize 0.9 notitle, \
     $dotted4 using 1:2 with lines linecolor rgb '#009E73' linewidth 1.4 dashtype (2,3) notitle, \
     $bare4 using 1:2 with points linecolor rgb '#009E73' linewidth 1.2 pointtype 8 pointsize 0.9 notitle, \
     $solid0 using 1:2:3 with yerrorbars linecolor rgb '#CC79A7' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#CC79A7' linewidth 1.8 dashtype (4,4) pointtype 12 pointsize 1.7 title 'max-min (ours)', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#E69F00' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#E69F00' linewidth 1.8 dashtype (8,3) pointtype 10 pointsize 1.7 title 'levelling (ours)', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid3 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid3 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid4 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid4 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds', \
     NaN with linespoints linecolor rgb '#606060' dashtype (2,3) pointtype 6 title 'closed form or mean'
unset output
set terminal pngcairo size 1290,900 font 'DejaVu Sans,14' fontscale 1.3 linewidth 1.5 pointscale 1.4
set output '4.6b-redispatch.png'
plot $dotted0 using 1:2 with lines linecolor rgb '#CC79A7' linewidth 1.4 dashtype (2,3) notitle, \
     $bare0 using 1:2 with points linecolor rgb '#CC79A7' linewidth 1.2 pointtype 12 pointsize 1.7 notitle, \
     $dotted1 using 1:2 with lines linecolor rgb '#E69F00' linewidth 1.4 dashtype (2,3) notitle, \
     $bare1 using 1:2 with points linecolor rgb '#E69F00' linewidth 1.2 pointtype 10 pointsize 1.7 notitle, \
     $dotted3 using 1:2 with lines linecolor rgb '#0072B2' linewidth 1.4 dashtype (2,3) notitle, \
     $bare3 using 1:2 with points linecolor rgb '#0072B2' linewidth 1.2 pointtype 6 pointsize 0.9 notitle, \
     $dotted4 using 1:2 with lines linecolor rgb '#009E73' linewidth 1.4 dashtype (2,3) notitle, \
     $bare4 using 1:2 with points linecolor rgb '#009E73' linewidth 1.2 pointtype 8 pointsize 0.9 notitle, \
     $solid0 using 1:2:3 with yerrorbars linecolor rgb '#CC79A7' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#CC79A7' linewidth 1.8 dashtype (4,4) pointtype 12 pointsize 1.7 title 'max-min (ours)', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#E69F00' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#E69F00' linewidth 1.8 dashtype (8,3) pointtype 10 pointsize 1.7 title 'levelling (ours)', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid3 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid3 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid4 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid4 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds', \
     NaN with linespoints linecolor rgb '#606060' dashtype (2,3) pointtype 6 title 'closed form or mean'
unset output
