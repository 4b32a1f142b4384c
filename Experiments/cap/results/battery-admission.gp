# Draws battery-admission.svg and battery-admission.png: gnuplot battery-admission.gp
$solid0 << EOD
0.0 78.73580458543466 0.28420088175499425
250.0 74.9490741505702 0.28470856383121523
500.0 71.38349261098107 0.29539801173756114
750.0 68.00199812249888 0.30520205178503357
1000.0 64.81766113675224 0.3036405252504394
1250.0 61.8340815252987 0.2962697442591981
1500.0 59.014408210448146 0.2932901714453092
1750.0 56.2739847521076 0.29142140328167154
2000.0 53.64164284620425 0.28817811616258043
2500.0 48.896472422793885 0.29402091953001047
3000.0 44.57114749954536 0.30121655976634604
3500.0 40.529480227104436 0.2887340081526789
4000.0 36.920237517317034 0.26099589199730866
5000.0 30.485850064256105 0.24847207744383137
6000.0 25.095084881361114 0.2443117971841975
EOD
$solid1 << EOD
0.0 99.9999954950285 4.7662724359058626e-07
250.0 99.99999576730646 5.175924726773111e-07
500.0 99.99999657180817 5.015282064365719e-07
750.0 99.99999610980592 5.351561860053794e-07
1000.0 99.999996272802 5.034470484628916e-07
1250.0 99.9999959444269 5.127347357870238e-07
1500.0 99.99999595786373 5.195620283039742e-07

2000.0 95.50698878617277 0.7182245515774173
2500.0 75.38797577027094 0.9421795494192273
3000.0 55.958258239843154 1.0732667949036685
3500.0 39.46993760993943 0.9174907404079979
4000.0 26.05506866725834 0.7996548497362913
5000.0 9.604230666540555 0.5907634670217173
6000.0 2.876699040836666 0.32085832536712344
EOD
$dotted1 << EOD

1500.0 99.99999595786373
1750.0 99.83141974612612
2000.0 95.50698878617277

EOD
$bare1 << EOD

1750.0 99.83141974612612

EOD
$solid2 << EOD
0.0 78.73580458543466 0.28420088175499425
250.0 69.64332698194686 0.31195218031495564
500.0 62.10566551294574 0.32340327887549075
750.0 55.810549716326854 0.34355934858289366
1000.0 50.182441020406664 0.3445575094682488
1250.0 44.82050749986278 0.34917940000758135
1500.0 39.7320939980924 0.3369271778374689
1750.0 34.7824557254563 0.3365443887341355
2000.0 30.157876172482034 0.3413965392322593
2500.0 21.916325922432048 0.3490325676270507
3000.0 15.358970472096106 0.3151292917659761
3500.0 10.211916202056484 0.27319367284865104
4000.0 6.454068892512037 0.23224988132525384
5000.0 2.267239059941667 0.13284044692853358
6000.0 0.6677539856420373 0.07078404334494422
EOD
$solid3 << EOD
0.0 78.73580458543466 0.28420088175499425
250.0 74.84102603707203 0.28793012611768376
500.0 70.87578636179518 0.3082009069604096
750.0 66.72292321457239 0.33806431641876195
1000.0 62.25087777525206 0.3728698022704258
1250.0 57.53505646471055 0.39197541549819315
1500.0 52.45985371544407 0.3941935725590734
1750.0 47.06898988036777 0.40129810412557776
2000.0 41.65041844585961 0.42117150497980554
2500.0 31.31717226682648 0.4523487028477866
3000.0 22.079803153352778 0.43248514609613004
3500.0 14.526501271587037 0.38852735307426445
4000.0 9.027624286714259 0.322924920803447
5000.0 3.0428466449507408 0.18074970991998907
6000.0 0.8422779064879627 0.09284270692611543
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
set title "{/:Bold Percentage of the initial battery charge C used by the end of T}\nSplit held from arrival: T = 6 h" offset 0,0.3
set xlabel 'L_{CAP} (kW)'
set ylabel 'Percentage of C used (%)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set yrange [0:*<100]
set xrange [-240.0:6240.0]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output 'battery-admission.svg'
plot $dotted1 using 1:2 with lines linecolor rgb '#0072B2' linewidth 1.4 dashtype (2,3) notitle, \
     $bare1 using 1:2 with points linecolor rgb '#0072B2' linewidth 1.2 pointtype 6 pointsize 0.9 notitle, \
     $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds (G)', \
     $solid3 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid3 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (3,4) pointtype 15 pointsize 1.1 title 'adaptive bounds (L)', \
     NaN with linespoints linecolor rgb '#606060' dashtype (2,3) pointtype 6 title 'closed form or mean'
unset output
set terminal pngcairo size 1290,900 font 'DejaVu Sans,14' fontscale 1.3 linewidth 1.5 pointscale 1.4
set output 'battery-admission.png'
plot $dotted1 using 1:2 with lines linecolor rgb '#0072B2' linewidth 1.4 dashtype (2,3) notitle, \
     $bare1 using 1:2 with points linecolor rgb '#0072B2' linewidth 1.2 pointtype 6 pointsize 0.9 notitle, \
     $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds (G)', \
     $solid3 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid3 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (3,4) pointtype 15 pointsize 1.1 title 'adaptive bounds (L)', \
     NaN with linespoints linecolor rgb '#606060' dashtype (2,3) pointtype 6 title 'closed form or mean'
unset output
