# Draws 4.8a-redispatch.svg and 4.8a-redispatch.png: gnuplot 4.8a-redispatch.gp
$solid0 << EOD
3.0 -11.78922595697511 0.8558922188854656
3.5 -13.51350989581489 0.9946317391076327
4.0 -14.955995574787845 1.1132254447817111
4.5 -16.180680432055688 1.215693631798146
5.0 -17.233514494913955 1.3050825934565764
5.5 -18.148352375487242 1.383728682004838
6.0 -18.95069250522683 1.4534486652743621
6.5 -19.660108413948528 1.5156744225695713
7.0 -20.291876949161864 1.5715487383342852
EOD
$solid1 << EOD
3.0 -0.08593566400772594 0.03945629525738358
3.5 -0.10149622133870063 0.046061116559216984
4.0 -0.10689207001004404 0.05053084554773939
4.5 -0.12573048046452703 0.054037382430936774
5.0 -0.12747926568820409 0.058678666046087555
5.5 -0.13350933006481328 0.060863481658680524
6.0 -0.14627656211645387 0.06215289479528918
6.5 -0.14332440878087063 0.06460407889206313
7.0 -0.15109322583488816 0.06796008726920778
EOD
$solid2 << EOD
3.0 -2.1329771594410643 0.43384786154996074
3.5 -2.4823051829246783 0.4889187398634636
4.0 -2.7566673255860707 0.5323486052413535
4.5 -2.9778596338106693 0.567472739279293
5.0 -3.159974354267206 0.5964648513287601
5.5 -3.312527514236123 0.6208014656239684
6.0 -3.442177140135249 0.6415204547581101
6.5 -3.5537213402675807 0.6593725935445662
7.0 -3.6507054053119488 0.6749143793685076
EOD
$solid3 << EOD
3.0 -11.281124039040984 0.9148831789158236
3.5 -12.761172802472089 1.0548159419780636
4.0 -13.996368200112537 1.1742589406833344
4.5 -15.042985333472627 1.2773457657361078
5.0 -15.941244390130702 1.3671958806341458
5.5 -16.720665314762893 1.446193460441894
6.0 -17.403410082765337 1.5161870766224053
6.5 -18.006444102113264 1.5786301554863933
7.0 -18.542977025058434 1.6346803480149983
EOD
$solid4 << EOD
3.0 -8.905565908060858 0.5775090771578725
3.5 -10.036344680923687 0.6540307188135405
4.0 -10.935836216502485 0.7159044211232023
4.5 -11.668440660364945 0.7669427629369814
5.0 -12.276673163402743 0.8097510023253766
5.5 -12.789734569015604 0.8461652611695122
6.0 -13.228346047824516 0.8775151761977431
6.5 -13.607619347219662 0.9047865730910287
7.0 -13.938834929673611 0.928725520922267
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
set title "{/:Bold (a) Relative unit cost difference as p_{GP} rises, p_{BAT} = 1.5}\nSplit again at every event: L_{CAP} = 1000 kW, T = 6 h" offset 0,0.3
set xlabel 'Unit cost of grid-premium, p_{GP}'
set ylabel 'Relative unit cost difference (%)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set offsets 0, 0, graph 0.06, graph 0.06
set xzeroaxis linetype 1 linecolor rgb '#808080' linewidth 1
set xrange [2.84:7.16]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output '4.8a-redispatch.svg'
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
set output '4.8a-redispatch.png'
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
