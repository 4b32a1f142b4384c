# Draws difference-admission.svg and difference-admission.png: gnuplot difference-admission.gp
$solid0 << EOD
500.0 -9.146435032041262 0.27772985922994753
1000.0 -18.7891521982107 0.5097559515496775
1500.0 -30.57272280094428 0.8069865289205215
2000.0 -43.393602788798354 1.0981163607908373
2500.0 -56.25821216612993 1.4370618022877701
3000.0 -69.91474531772684 1.7897236556848468
3500.0 -83.93674706114926 2.1316306014560276
4000.0 -97.44496556694918 2.512729408592173
EOD
$solid1 << EOD
500.0 -29.412044016027306 0.9585461247352858
1000.0 -38.65369028168458 1.2227182481140395
1500.0 -42.09435162116394 1.5498300540401406
2000.0 -41.84788088823095 1.7452746999180944
2500.0 -36.64592982762681 1.7499468500710214
3000.0 -29.712967691196578 1.8245876757006485
3500.0 -21.85512687443323 1.6026075485097684
4000.0 -14.595420626853038 1.3458860347944652
EOD
$solid2 << EOD
500.0 -58.93296513423383 1.1128949737370128
1000.0 -98.01890142153842 2.3349111870408827
1500.0 -113.62419455663064 2.6554490521287595
2000.0 -114.40031090482269 2.701118116329702
2500.0 -103.95553904635457 2.95227071126031
3000.0 -86.65467072679998 2.5790077868031567
3500.0 -65.32105554261628 2.436254399466462
4000.0 -46.15235480274002 1.973535106575287
EOD
$solid3 << EOD
500.0 -9.589737369137696 0.29458043072030393
1000.0 -21.916072774571845 0.5932439783599135
1500.0 -39.19236479579971 1.0443965487664426
2000.0 -55.164412171977325 1.4467064523107367
2500.0 -70.02662200760653 2.150086488562682
3000.0 -75.78925768695078 2.458669057544976
3500.0 -70.12014895026077 2.6809108520857747
4000.0 -55.10263954550206 2.4794680813405234
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
set title "{/:Bold Relative difference of unit costs, the building that cuts against the others}\nSplit held from arrival: T = 6 h" offset 0,0.3
set xlabel 'L_{CAP} (kW)'
set ylabel 'Relative unit cost difference (%)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set offsets 0, 0, graph 0.06, graph 0.06
set xzeroaxis linetype 1 linecolor rgb '#808080' linewidth 1
set xrange [360.0:4140.0]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output 'difference-admission.svg'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds (G)', \
     $solid3 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid3 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (3,4) pointtype 15 pointsize 1.1 title 'adaptive bounds (L)'
unset output
set terminal pngcairo size 1290,900 font 'DejaVu Sans,14' fontscale 1.3 linewidth 1.5 pointscale 1.4
set output 'difference-admission.png'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds (G)', \
     $solid3 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid3 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (3,4) pointtype 15 pointsize 1.1 title 'adaptive bounds (L)'
unset output
