# Draws 4.6b-admission.svg and 4.6b-admission.png: gnuplot 4.6b-admission.gp
$solid0 << EOD
20.0 1.3627477420209255 0.06196182655565131
30.0 6.094815154832591 0.13960169563452993
40.0 12.492189873125929 0.1966270678852371
50.0 18.87726925985462 0.2123158341040545
60.0 24.61313151551463 0.21773774060266582
70.0 29.609534796672584 0.23170561641441498
80.0 33.91674950512075 0.24514646180139704
90.0 37.648249428220005 0.262380142167669
100.0 40.900170356792785 0.2760282492041522
110.0 43.759642566002235 0.28772782739272146
120.0 46.26469421800555 0.29493452475499843
EOD
$solid1 << EOD
20.0 0.0 0.0
30.0 0.0 0.0

50.0 0.359703817047963 0.06333527973513073
60.0 2.139052538728149 0.19245375103342616
70.0 6.523533304537223 0.3757815161221376
80.0 13.689524064401478 0.5284962084407338
90.0 22.89272495102963 0.6212480618582121
100.0 33.071770064180555 0.7131386238191001
110.0 43.417409820960536 0.7852413013769457
120.0 53.41372964491185 0.8301311434809459
EOD
$dotted1 << EOD

30.0 0.0
40.0 0.015872317641481486
50.0 0.359703817047963

EOD
$bare1 << EOD

40.0 0.015872317641481486

EOD
$solid2 << EOD
20.0 0.0 0.0
30.0 0.0 0.0

50.0 0.2262819692746297 0.034720541167409046
60.0 1.0684194404348144 0.08541648038029089
70.0 2.8218379733066667 0.14253995189016747
80.0 5.434544134051851 0.1868095222266742
90.0 8.515316527260744 0.243015342803253
100.0 11.804231649166669 0.28116857570543546
110.0 15.274372308341109 0.29179341871427306
120.0 18.451268638143326 0.2966089343633939
EOD
$dotted2 << EOD

30.0 0.0
40.0 0.012770678599444446
50.0 0.2262819692746297

EOD
$bare2 << EOD

40.0 0.012770678599444446

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
set title "{/:Bold (b) Percentage of the initial battery charge C used by the end of T}\nSplit held from arrival: L_{CAP} = 1175 kW, T = 5.7 h" offset 0,0.3
set xlabel 'Mean power (kW)'
set ylabel 'Percentage of C used (%)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set yrange [0:*<100]
set xrange [16.0:124.0]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output '4.6b-admission.svg'
plot $dotted1 using 1:2 with lines linecolor rgb '#0072B2' linewidth 1.4 dashtype (2,3) notitle, \
     $bare1 using 1:2 with points linecolor rgb '#0072B2' linewidth 1.2 pointtype 6 pointsize 0.9 notitle, \
     $dotted2 using 1:2 with lines linecolor rgb '#009E73' linewidth 1.4 dashtype (2,3) notitle, \
     $bare2 using 1:2 with points linecolor rgb '#009E73' linewidth 1.2 pointtype 8 pointsize 0.9 notitle, \
     $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds', \
     NaN with linespoints linecolor rgb '#606060' dashtype (2,3) pointtype 6 title 'closed form or mean'
unset output
set terminal pngcairo size 1290,900 font 'DejaVu Sans,14' fontscale 1.3 linewidth 1.5 pointscale 1.4
set output '4.6b-admission.png'
plot $dotted1 using 1:2 with lines linecolor rgb '#0072B2' linewidth 1.4 dashtype (2,3) notitle, \
     $bare1 using 1:2 with points linecolor rgb '#0072B2' linewidth 1.2 pointtype 6 pointsize 0.9 notitle, \
     $dotted2 using 1:2 with lines linecolor rgb '#009E73' linewidth 1.4 dashtype (2,3) notitle, \
     $bare2 using 1:2 with points linecolor rgb '#009E73' linewidth 1.2 pointtype 8 pointsize 0.9 notitle, \
     $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds', \
     NaN with linespoints linecolor rgb '#606060' dashtype (2,3) pointtype 6 title 'closed form or mean'
unset output
