# Draws difference-redispatch.svg and difference-redispatch.png: gnuplot difference-redispatch.gp
$solid0 << EOD
0.0 -0.9290588729387355 1.1836373189166471
10.0 -3.3747728075792525 1.2195445822876103
20.0 -5.833686971186974 1.2534306166390838
30.0 -8.270512009582259 1.285553654657344
40.0 -10.64796372589025 1.3199617063103568
50.0 -12.936517277579815 1.3570933328504495
60.0 -15.10479200864689 1.3964669556296931
70.0 -17.11866144402971 1.4420047092984978
80.0 -18.916654907196758 1.4941553525327724
90.0 -20.444251590066546 1.552646224078501
EOD
$solid1 << EOD
0.0 0.03675636746879757 0.05609914259897657
10.0 0.008671001217265922 0.05410261185475542
20.0 -0.015298958561463396 0.05749278580349108
30.0 -0.04618133678789279 0.05652168512123097
40.0 -0.06952125461010923 0.05675883948298629
50.0 -0.09967896906736544 0.05947367110409169
60.0 -0.1403310599759117 0.06097306057524058
70.0 -0.1618698835168626 0.06667865769451821
80.0 -0.21594184763240776 0.07073541984164872
90.0 -0.2520047289949145 0.07623045362055576
EOD
$solid2 << EOD
0.0 -0.4998199135863878 0.8069726830980664
10.0 -2.6469188308144442 0.8237327275704865
20.0 -4.871620031043503 0.8438644604540827
30.0 -7.2049058154705685 0.8675792532082118
40.0 -9.658382895849616 0.8965408789098862
50.0 -12.039498127696026 0.9423093790702599
60.0 -14.007093395099382 0.9925798351527333
70.0 -15.501708360997474 1.0389031129707103
80.0 -16.61463354881844 1.0591167331691327
90.0 -17.469610895811975 1.0759487946797133
EOD
$solid3 << EOD
0.0 -0.02427536587102493 0.6431176148643851
10.0 -1.342641330308184 0.6448911266003428
20.0 -2.6867747792517718 0.6480508623723855
30.0 -4.007582767116 0.6579062139981224
40.0 -5.294903585191197 0.6703692265722231
50.0 -6.560401821862331 0.6913863095331555
60.0 -7.7977380633149735 0.7217949863377936
70.0 -8.983934804019901 0.7540659735205276
80.0 -10.097192087529434 0.7892895154626589
90.0 -11.105178984915684 0.8335654070160644
EOD
$solid4 << EOD
0.0 -0.3206729612166336 1.0772575247583374
10.0 -4.505991150130124 1.1243955832244443
20.0 -8.905678227479347 1.1769090664867286
30.0 -13.438470702660867 1.2283304265391564
40.0 -18.156730030857993 1.2927523584416323
50.0 -23.00321477760306 1.363491586931473
60.0 -28.051172533587753 1.4429678476546706
70.0 -32.829650294914536 1.527110952033213
80.0 -37.069596407592414 1.6385042789978423
90.0 -40.11167949146326 1.7469251260976484
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
set title "{/:Bold Relative difference of unit costs, smaller against larger half}\nSplit again at every event: L_{CAP} = 1000 kW, T = 6 h" offset 0,0.3
set xlabel 'Spread of mean powers around 120 kW (± %)'
set ylabel 'Relative unit cost difference (%)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set offsets 0, 0, graph 0.06, graph 0.06
set xzeroaxis linetype 1 linecolor rgb '#808080' linewidth 1
set xrange [-3.6:93.6]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output 'difference-redispatch.svg'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#CC79A7' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#CC79A7' linewidth 1.8 dashtype (4,4) pointtype 12 pointsize 1.7 title 'max-min (ours)', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#E69F00' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#E69F00' linewidth 1.8 dashtype (8,3) pointtype 10 pointsize 1.7 title 'levelling (ours)', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid3 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid3 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid4 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid4 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds'
unset output
set terminal pngcairo size 1290,900 font 'DejaVu Sans,14' fontscale 1.3 linewidth 1.5 pointscale 1.4
set output 'difference-redispatch.png'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#CC79A7' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#CC79A7' linewidth 1.8 dashtype (4,4) pointtype 12 pointsize 1.7 title 'max-min (ours)', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#E69F00' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#E69F00' linewidth 1.8 dashtype (8,3) pointtype 10 pointsize 1.7 title 'levelling (ours)', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid3 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid3 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid4 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid4 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds'
unset output
