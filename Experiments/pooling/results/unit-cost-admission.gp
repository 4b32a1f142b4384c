# Draws unit-cost-admission.svg and unit-cost-admission.png: gnuplot unit-cost-admission.gp
$solid0 << EOD
1.0 0.0 0.0
2.0 0.11152364228691936 0.01664213093843653
3.0 0.13666923070234882 0.01428428173604681
5.0 0.16248044669605746 0.012400111600235124
10.0 0.1881201241547877 0.00915891548966148
20.0 0.2002759785866024 0.006405759847652754
50.0 0.20179452587520164 0.004162151053777824
100.0 0.2036569624858474 0.002934713420201816
EOD
$solid1 << EOD
1.0 0.0 0.0
2.0 0.12502641063338624 0.019768127061354945
3.0 0.16935537482560523 0.017228089036354255
5.0 0.19227721544765825 0.012026176423663637
10.0 0.1704433545013892 0.008751166775824024
20.0 0.12759324971426267 0.005873933632797384
50.0 0.058101169188569765 0.0023329965502016424
100.0 0.02246912517866045 0.001065160061474839
EOD
$solid2 << EOD
1.0 0.0 0.0
2.0 0.12303503789514139 0.018031566166234112
3.0 0.17248917959542798 0.016039617754606786
5.0 0.221086961133696 0.015889289955090927
10.0 0.2554160520135645 0.011885152049506827
20.0 0.24745478841197557 0.008575165562411897
50.0 0.2244067252961768 0.004709918399545886
100.0 0.19666385898425456 0.003374697238764397
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
set title "{/:Bold Spread of the buildings’ unit costs}\nSplit held from arrival: L_{CAP} = M · 100 kW, T = 6 h" offset 0,0.3
set xlabel 'Number of buildings M, cap and battery in proportion'
set ylabel 'Standard deviation of unit costs (per kWh)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set yrange [0:*]
set logscale x 10
set xtics ('1' 1.0, '2' 2.0, '3' 3.0, '5' 5.0, '10' 10.0, '20' 20.0, '50' 50.0, '100' 100.0)
set xrange [0.7498942093324559:133.3521432163324]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output 'unit-cost-admission.svg'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds'
unset output
set terminal pngcairo size 1290,900 font 'DejaVu Sans,14' fontscale 1.3 linewidth 1.5 pointscale 1.4
set output 'unit-cost-admission.png'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds'
unset output
