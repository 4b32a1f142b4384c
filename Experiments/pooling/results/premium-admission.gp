# Draws premium-admission.svg and premium-admission.png: gnuplot premium-admission.gp
$solid0 << EOD
1.0 49.10551105662306 0.668699445905786
2.0 49.61592459486462 0.4331950143882542
3.0 49.66400085605873 0.34238616706213093
5.0 49.65737951736008 0.300258736335777
10.0 49.76117757874362 0.22747613887914528
20.0 49.869984000858366 0.16250857390663134
50.0 49.91797461993792 0.09452451839456001
100.0 49.9655685769944 0.07183782743221222
EOD
$solid1 << EOD
1.0 49.10551105662306 0.668699445905786
2.0 36.0162171540236 0.5041067452052379
3.0 28.512589857623816 0.4299284367155836
5.0 20.353524717909796 0.3716487484606444
10.0 11.340708011122608 0.2743069233508372
20.0 5.118313570851128 0.16878118082116664
50.0 0.8724942664891951 0.04033979620701934
100.0 0.07369275497049634 0.009533913645065166
EOD
$solid2 << EOD
1.0 49.10551105662306 0.668699445905786
2.0 46.921470057263114 0.4474601022088538
3.0 42.102071241457374 0.3877588461151623
5.0 34.99635717345031 0.3748771409374058
10.0 26.158040803714616 0.303483145424895
20.0 19.291371293797216 0.22344969153956995
50.0 12.530915358973521 0.13871952160193124
100.0 9.013738442095338 0.1091136988036681
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
set title "{/:Bold Part of its energy that a cluster draws from grid-premium}\nSplit held from arrival: L_{CAP} = M · 100 kW, T = 6 h" offset 0,0.3
set xlabel 'Number of buildings M, cap and battery in proportion'
set ylabel 'Part of the energy drawn from grid-premium (%)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set yrange [0:*]
set logscale x 10
set xtics ('1' 1.0, '2' 2.0, '3' 3.0, '5' 5.0, '10' 10.0, '20' 20.0, '50' 50.0, '100' 100.0)
set xrange [0.7498942093324559:133.3521432163324]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output 'premium-admission.svg'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds'
unset output
set terminal pngcairo size 1290,900 font 'DejaVu Sans,14' fontscale 1.3 linewidth 1.5 pointscale 1.4
set output 'premium-admission.png'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds'
unset output
