# Draws difference-redispatch.svg and difference-redispatch.png: gnuplot difference-redispatch.gp
$solid0 << EOD
0.0 -2.116750226518718 0.25962962154648345
250.0 -5.074772881783944 0.48514932900100377
500.0 -9.160567036690198 0.7653225910613851
750.0 -14.391222916331024 1.1248058536107566
1000.0 -20.291876949161864 1.5715487383342852
1250.0 -26.31453938808181 1.9717071961493362
1500.0 -31.81171976653164 2.3221153580191425
1750.0 -35.42297827937449 2.5294741375217846
2000.0 -36.1417598398702 2.495017429483314
2500.0 -30.45729073554428 2.124195762907588
3000.0 -21.310410355226626 1.5766707793236252
3500.0 -13.222030956761243 1.0216487864467176
4000.0 -7.463526912504597 0.6485664464904125
5000.0 -1.9263779359326583 0.2668576345684313
6000.0 -0.38805907585842636 0.09869017383132883
EOD
$solid1 << EOD
0.0 -0.1790951713162735 0.21786328185678666
250.0 -0.11411228372270324 0.04334822052057904
500.0 -0.10285225858699419 0.04302325836240888
750.0 -0.11282097830152948 0.04823256434173654
1000.0 -0.15109322583488816 0.06796008726920778
1250.0 -0.196381902986609 0.08542932091160743
1500.0 -0.2270060423476362 0.1048493650914662
1750.0 -0.3162423431266943 0.12248009846429551
2000.0 -0.3208626864752903 0.12109188247672438
2500.0 -0.367282820677757 0.14123257089348185
3000.0 -0.30962657795691606 0.1453319673686845

5000.0 -0.14865537834327433 0.09182876244572752
6000.0 -0.09337954503096105 0.05706252231379015
EOD
$dotted1 << EOD

3000.0 -0.30962657795691606
3500.0 -0.2879329733066804
4000.0 -0.26770819245536726
5000.0 -0.14865537834327433

EOD
$bare1 << EOD

3500.0 -0.2879329733066804
4000.0 -0.26770819245536726

EOD
$solid2 << EOD
0.0 -0.615108334583103 0.2260751898652091
250.0 -1.2588761020812986 0.3302736337550773
500.0 -2.0129978316787613 0.44024499807709344
750.0 -2.8132556678856115 0.5549090147611779
1000.0 -3.6507054053119488 0.6749143793685076
1250.0 -4.548356867499843 0.8013758405475789
1500.0 -5.520702893568628 0.9343664497167716
1750.0 -6.572512763584903 1.0727128444002045
2000.0 -7.70902338021714 1.2154854957099295
2500.0 -10.18753215750413 1.5109492729289462
3000.0 -12.974160716306095 1.8290580414588427
3500.0 -16.065447020099043 2.1802561064093635
4000.0 -19.49221092340666 2.5641907878027865
5000.0 -27.48900936713076 3.4760823159110403
6000.0 -36.66502405574249 4.327647122377909
EOD
$solid3 << EOD
0.0 -5.391033253677059 0.6478001595283197
250.0 -14.016174620851965 1.0053834987011987
500.0 -15.614850531115392 1.2278221414269956
750.0 -16.899412522559388 1.4041324384283302
1000.0 -18.542977025058434 1.6346803480149983
1250.0 -18.66910677797874 1.6437888097707272
1500.0 -18.169915657643763 1.5524406391752092
1750.0 -17.336791066382034 1.6389140409787886
2000.0 -16.08566653668698 1.5670166089336044
2500.0 -12.957812380726878 1.3589131795732121
3000.0 -8.777739744927095 1.171912752543079
3500.0 -5.5157325405982265 0.9526125476965407
4000.0 -3.150412983673643 0.6791884192069101
5000.0 -0.9674795903302456 0.24280583114673618
6000.0 -0.20680436461616636 0.09201156915919316
EOD
$solid4 << EOD
0.0 -0.615108334583103 0.2260751898652091
250.0 -1.870637984215926 0.3479303018535005
500.0 -4.259686254228529 0.47886010365980497
750.0 -8.348232384315866 0.6582431795874073
1000.0 -13.938834929673611 0.928725520922267
1250.0 -21.29972207723041 1.289670570933066
1500.0 -30.746736097120433 1.7134420141173496
1750.0 -42.27367845721842 2.2691590867231026
2000.0 -55.314995566045646 3.03747611298463
2500.0 -87.81312082354148 4.86315151788255
3000.0 -98.34486841730106 3.102327796982289
3500.0 -69.73912665957205 2.463655062499706
4000.0 -44.39596153049979 1.9049638648019083
5000.0 -15.065571185890066 1.0397276168105716
6000.0 -4.100678277049218 0.49268365193836594
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
set title "{/:Bold Relative difference of unit costs, small against large buildings}\nSplit again at every event: T = 6 h" offset 0,0.3
set xlabel 'L_{CAP} (kW)'
set ylabel 'Relative unit cost difference (%)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set offsets 0, 0, graph 0.06, graph 0.06
set xzeroaxis linetype 1 linecolor rgb '#808080' linewidth 1
set xrange [-240.0:6240.0]
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
