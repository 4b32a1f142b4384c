# Draws difference-redispatch.svg and difference-redispatch.png: gnuplot difference-redispatch.gp
$solid0 << EOD
500.0 -32.87213333757568 0.7318778916273735
1000.0 -68.22552727478308 1.5994387906583996
1500.0 -96.48317491339526 2.2930471348995543
2000.0 -91.65840429479191 2.1916686230007985
2500.0 -65.31814832424227 1.7700724504459138
3000.0 -40.51835725494305 1.395022919173635
3500.0 -23.136043435211366 1.034712656337633
4000.0 -12.485350767979536 0.7326061881466194
EOD
$solid1 << EOD
500.0 0.017550628489484348 0.01399289571882795
1000.0 0.005573091527908314 0.02184013514001043
1500.0 0.009360246164760881 0.03441397448830681
2000.0 0.006773716526677891 0.055079211281406984
2500.0 -0.06060817464307902 0.0537032678517147
3000.0 -0.05822584754072051 0.05641138229297397

EOD
$dotted1 << EOD

3000.0 -0.05822584754072051
3500.0 -0.056451662570124815
4000.0 -0.06481790796397834
EOD
$bare1 << EOD

3500.0 -0.056451662570124815
4000.0 -0.06481790796397834
EOD
$solid2 << EOD
500.0 -10.004267222430888 0.33321791763080877
1000.0 -24.262400245513582 0.6703204207632512
1500.0 -43.138800250372775 1.1595345967337884
2000.0 -65.54947183760532 1.5801701596035562
2500.0 -83.6056161844818 1.9597527408788569
3000.0 -100.05312763053712 2.313025776792077
3500.0 -113.4246810621665 2.527131365063403
4000.0 -122.46786088850287 2.5835125724688464
EOD
$solid3 << EOD
500.0 -11.617023271044676 0.5561192932456446
1000.0 -13.608552560208445 0.6981688865874995
1500.0 -14.691733685287248 0.8089573942751102
2000.0 -14.14055168214729 0.8354038506651263
2500.0 -12.127114110131805 0.7493463352390586
3000.0 -9.141850238716675 0.6537520666030001
3500.0 -5.836276351632725 0.49569251356184724
4000.0 -3.3414870732718835 0.3652669119785289
EOD
$solid4 << EOD
500.0 -10.521871195512608 0.34397902002553954
1000.0 -28.56314659733183 0.7524656063684722
1500.0 -56.46736127436621 1.3568296517011948
2000.0 -79.41215524648666 1.7713827120146515
2500.0 -94.56489225210957 2.19405898375983
3000.0 -93.27080564396786 2.3879864989762254
3500.0 -77.07566421880995 2.3759249088010437
4000.0 -54.85867998596685 2.107176938246709
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
set title "{/:Bold Relative difference of unit costs, the building that cuts against the others}\nSplit again at every event: T = 6 h" offset 0,0.3
set xlabel 'L_{CAP} (kW)'
set ylabel 'Relative unit cost difference (%)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set offsets 0, 0, graph 0.06, graph 0.06
set xzeroaxis linetype 1 linecolor rgb '#808080' linewidth 1
set xrange [360.0:4140.0]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output 'difference-redispatch.svg'
plot $dotted1 using 1:2 with lines linecolor rgb '#E69F00' linewidth 1.4 dashtype (2,3) notitle, \
     $bare1 using 1:2 with points linecolor rgb '#E69F00' linewidth 1.2 pointtype 10 pointsize 1.7 notitle, \
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
set output 'difference-redispatch.png'
plot $dotted1 using 1:2 with lines linecolor rgb '#E69F00' linewidth 1.4 dashtype (2,3) notitle, \
     $bare1 using 1:2 with points linecolor rgb '#E69F00' linewidth 1.2 pointtype 10 pointsize 1.7 notitle, \
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
