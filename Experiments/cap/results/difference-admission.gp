# Draws difference-admission.svg and difference-admission.png: gnuplot difference-admission.gp
$solid0 << EOD
0.0 -2.276434342342623 0.22691764573156348
250.0 -2.88000374812384 0.3230476676499871
500.0 -3.5089966545412827 0.4244379661653217
750.0 -4.160772928502074 0.5288414875611791
1000.0 -4.82350986082199 0.6384798076458834
1250.0 -5.506678307498322 0.7548600045669686
1500.0 -6.235588087347125 0.8758255466891686
1750.0 -7.007467815348988 1.0008178799540932
2000.0 -7.824907439835175 1.1326188476208516
2500.0 -9.581506055598071 1.404913725184506
3000.0 -11.559935725910853 1.687542045157362
3500.0 -13.721583664779857 1.9795711787590238
4000.0 -16.081248748729738 2.288367691776076
5000.0 -21.503010829783275 3.0006062158028373
6000.0 -28.020922024631467 3.7929044020414913
EOD
$solid1 << EOD
0.0 -15.045955268713026 1.0603709333219737
250.0 -33.274976184686736 1.8679299910770486
500.0 -40.53560153757953 2.4191803839089143
750.0 -46.77993505954203 2.8381010245409746
1000.0 -49.271218550754085 3.1471053718160893
1250.0 -51.43064728090708 3.379388365761707
1500.0 -50.497119431941776 3.5264458711552056
1750.0 -49.76261060916445 3.760722041928769
2000.0 -47.44757132711767 3.6144922282238694
2500.0 -39.923409611121706 3.3291954204991923
3000.0 -30.763087387989977 2.9425575209552144
3500.0 -21.399792441885523 2.429719514267092
4000.0 -13.62650600764654 1.9208454092139249
5000.0 -4.7768076077758685 1.029038660188433

EOD
$dotted1 << EOD

5000.0 -4.7768076077758685
6000.0 -0.9603398447612677
EOD
$bare1 << EOD

6000.0 -0.9603398447612677
EOD
$solid2 << EOD
0.0 -2.276434342342623 0.22691764573156348
250.0 -181.2683571615936 7.568922854238515
500.0 -234.62136459023264 10.333516959667634
750.0 -264.0298540133935 10.49449626249252
1000.0 -260.1887777913468 9.995777795884925
1250.0 -258.3647360860504 7.809471943146957
1500.0 -242.870239427982 6.293509380777576
1750.0 -220.01075300081044 4.364496791671229
2000.0 -196.82388080298279 4.1263602139179305
2500.0 -147.64902230851658 3.120701381833658
3000.0 -105.44925313371266 2.715784678127735
3500.0 -70.99384644153595 2.0820440738216366
4000.0 -45.58291914710479 1.835214054536294
5000.0 -15.972378877068712 1.2303558323300905
6000.0 -4.661048799938433 0.636096608874873
EOD
$solid3 << EOD
0.0 -2.276434342342623 0.22691764573156348
250.0 -3.4985531747210508 0.3706545632948361
500.0 -5.920803961874939 0.5344810899970229
750.0 -9.343022158825558 0.7741861288568791
1000.0 -14.95476671352814 1.1160684082905719
1250.0 -21.897790378506386 1.5961596440956147
1500.0 -31.19327859433655 2.326456904896177
1750.0 -42.894694237182634 2.988402435827645
2000.0 -53.63946966291455 3.675686482484339
2500.0 -82.99742741748084 6.064839997884884
3000.0 -103.98577307760772 5.288780635771486
3500.0 -83.22817119876089 3.292649858780909
4000.0 -55.82481892258574 2.7948028231037867
5000.0 -19.183883213589638 1.6151787522332834
6000.0 -5.679713453021546 0.7965469458178718
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
set title "{/:Bold Relative difference of unit costs, small against large buildings}\nSplit held from arrival: T = 6 h" offset 0,0.3
set xlabel 'L_{CAP} (kW)'
set ylabel 'Relative unit cost difference (%)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set offsets 0, 0, graph 0.06, graph 0.06
set xzeroaxis linetype 1 linecolor rgb '#808080' linewidth 1
set xrange [-240.0:6240.0]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output 'difference-admission.svg'
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
set output 'difference-admission.png'
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
