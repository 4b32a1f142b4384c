# Draws battery-redispatch.svg and battery-redispatch.png: gnuplot battery-redispatch.gp
$solid0 << EOD
0.0 99.99999457304229 5.144377912342919e-07
250.0 99.99999482433795 5.232740030745707e-07
500.0 99.99999562728591 5.087060993829915e-07
750.0 99.99999531391309 4.877302353665618e-07
1000.0 99.99999530268815 5.383126145820979e-07
1250.0 99.99999566194852 5.274850606123321e-07
1500.0 99.99999567618012 5.040502179480803e-07

2000.0 89.36841947216246 1.0989313732258486
2500.0 59.21795036843073 1.0760766738901084
3000.0 36.56940560224187 0.9496857160457729
3500.0 21.38142949227834 0.7434696901766359
4000.0 11.881828241420369 0.5191419376908735
5000.0 3.28639578503963 0.2518824989275153
6000.0 0.7709102088962965 0.10567009164447184
EOD
$dotted0 << EOD

1500.0 99.99999567618012
1750.0 99.63827071755777
2000.0 89.36841947216246

EOD
$bare0 << EOD

1750.0 99.63827071755777

EOD
$solid1 << EOD
0.0 99.99999457304229 5.144377912342919e-07
250.0 99.99999482433795 5.232740030745707e-07
500.0 99.99999562728591 5.087060993829915e-07
750.0 99.99999531391309 4.877302353665618e-07
1000.0 99.99999530268815 5.383126145820979e-07
1250.0 99.99999566194852 5.274850606123321e-07
1500.0 99.99999567618012 5.040502179480803e-07

2000.0 89.36841947216246 1.0989313732258486
2500.0 59.21795036843073 1.0760766738901084
3000.0 36.56940560224187 0.9496857160457729
3500.0 21.38142949227834 0.7434696901766359
4000.0 11.881828241420369 0.5191419376908735
5000.0 3.28639578503963 0.2518824989275153
6000.0 0.7709102088962965 0.10567009164447184
EOD
$dotted1 << EOD

1500.0 99.99999567618012
1750.0 99.63827071755777
2000.0 89.36841947216246

EOD
$bare1 << EOD

1750.0 99.63827071755777

EOD
$solid2 << EOD
0.0 95.8913746558485 0.2704513151493627
250.0 91.09469652783774 0.34724040159852904
500.0 85.9184978351585 0.3679354959695075
750.0 80.95818790288513 0.36705232225165924
1000.0 76.26418679568573 0.3681965160719916
1250.0 71.79752782861055 0.37072778601225376
1500.0 67.5907926516498 0.3563639620458675
1750.0 63.578951055036654 0.33872731644886733
2000.0 59.73511087026019 0.3305235975710704
2500.0 52.89190632078461 0.3200035091608277
3000.0 46.89247712178944 0.30765256560661525
3500.0 41.413045353582596 0.3020592110995387
4000.0 36.61808101489555 0.28478185185781324
5000.0 28.5361509719337 0.25948199181178594
6000.0 22.246752469436665 0.23148691574890712
EOD
$solid3 << EOD
0.0 99.99999457304229 5.144377912342919e-07
250.0 99.99999482433795 5.232740030745707e-07
500.0 99.99999562728591 5.087060993829915e-07
750.0 99.99999531391309 4.877302353665618e-07
1000.0 99.99999530268815 5.383126145820979e-07
1250.0 99.99999566194852 5.274850606123321e-07
1500.0 99.99999567618012 5.040502179480803e-07

2000.0 89.36841947216246 1.0989313732258486
2500.0 59.21795036843073 1.0760766738901084
3000.0 36.56940560224187 0.9496857160457729
3500.0 21.38142949227834 0.7434696901766359
4000.0 11.881828241420369 0.5191419376908735
5000.0 3.28639578503963 0.2518824989275153
6000.0 0.7709102088962965 0.10567009164447184
EOD
$dotted3 << EOD

1500.0 99.99999567618012
1750.0 99.63827071755777
2000.0 89.36841947216246

EOD
$bare3 << EOD

1750.0 99.63827071755777

EOD
$solid4 << EOD
0.0 95.8913746558485 0.2704513151493627
250.0 90.92071106449106 0.3523823259561695
500.0 85.0325026796865 0.3890837189619466
750.0 78.63107409924835 0.4129916839927534
1000.0 71.68643183595871 0.43822718895951
1250.0 64.21959056645372 0.4670829063547055
1500.0 56.46576430841943 0.4842446673393859
1750.0 48.65463730051021 0.48684049944353036
2000.0 41.160096774531674 0.4868517916801002
2500.0 28.091192805737418 0.45562236170428483
3000.0 17.94780624418093 0.4160271693123662
3500.0 10.66765559695741 0.3373264634490762
4000.0 6.031028613769259 0.24603132400484468
5000.0 1.7284006742859253 0.12044657225764692
6000.0 0.42077217166777775 0.05299425583260213
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
set title "{/:Bold Percentage of the initial battery charge C used by the end of T}\nSplit again at every event: T = 6 h" offset 0,0.3
set xlabel 'L_{CAP} (kW)'
set ylabel 'Percentage of C used (%)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set yrange [0:*<100]
set xrange [-240.0:6240.0]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output 'battery-redispatch.svg'
plot $dotted0 using 1:2 with lines linecolor rgb '#CC79A7' linewidth 1.4 dashtype (2,3) notitle, \
     $bare0 using 1:2 with points linecolor rgb '#CC79A7' linewidth 1.2 pointtype 12 pointsize 1.7 notitle, \
     $dotted1 using 1:2 with lines linecolor rgb '#E69F00' linewidth 1.4 dashtype (2,3) notitle, \
     $bare1 using 1:2 with points linecolor rgb '#E69F00' linewidth 1.2 pointtype 10 pointsize 1.7 notitle, \
     $dotted3 using 1:2 with lines linecolor rgb '#0072B2' linewidth 1.4 dashtype (2,3) notitle, \
     $bare3 using 1:2 with points linecolor rgb '#0072B2' linewidth 1.2 pointtype 6 pointsize 0.9 notitle, \
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
set output 'battery-redispatch.png'
plot $dotted0 using 1:2 with lines linecolor rgb '#CC79A7' linewidth 1.4 dashtype (2,3) notitle, \
     $bare0 using 1:2 with points linecolor rgb '#CC79A7' linewidth 1.2 pointtype 12 pointsize 1.7 notitle, \
     $dotted1 using 1:2 with lines linecolor rgb '#E69F00' linewidth 1.4 dashtype (2,3) notitle, \
     $bare1 using 1:2 with points linecolor rgb '#E69F00' linewidth 1.2 pointtype 10 pointsize 1.7 notitle, \
     $dotted3 using 1:2 with lines linecolor rgb '#0072B2' linewidth 1.4 dashtype (2,3) notitle, \
     $bare3 using 1:2 with points linecolor rgb '#0072B2' linewidth 1.2 pointtype 6 pointsize 0.9 notitle, \
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
