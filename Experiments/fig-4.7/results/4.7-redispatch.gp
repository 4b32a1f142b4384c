# Draws 4.7-redispatch.svg and 4.7-redispatch.png: gnuplot 4.7-redispatch.gp
$solid0 << EOD
10.0 -31.91951728257388 2.3905481963599127
11.0 -29.29507723330881 2.2139959812081313
12.0 -26.928219568465565 2.0893862528938407
13.0 -24.463238872018938 1.8833134042322897
14.0 -22.273592084451128 1.702521618099567
15.0 -20.291876949161864 1.5715487383342852
16.0 -18.58796220856033 1.4307788568220372
17.0 -17.049685414475388 1.300911801588179
18.0 -15.68826829786343 1.186792124169576
19.0 -14.56574835508625 1.098847047249385
20.0 -13.577976566023251 1.0272074341249602
EOD
$solid1 << EOD
10.0 -0.3017768389563882 0.14824663738349775
11.0 -0.26237640934905615 0.12208127288287987
12.0 -0.2140975816670935 0.10269485038637423
13.0 -0.18689433059873367 0.0887836271492223
14.0 -0.16925089724848422 0.07888471397379491
15.0 -0.15109322583488816 0.06796008726920778
16.0 -0.12353177988879108 0.05820377894040449
17.0 -0.12051249970037081 0.05111598856319799
18.0 -0.10625787822609956 0.045579071728748186
19.0 -0.10997077891221883 0.04392520156669048
20.0 -0.09686140344808238 0.04133985195566395
EOD
$solid2 << EOD
10.0 -8.8963078360066 1.200375984667716
11.0 -7.14445121983129 1.0358513451768143
12.0 -5.8804289894507935 0.912053357539049
13.0 -4.940106272767734 0.8156985137925904
14.0 -4.2207781333338374 0.7383603507945063
15.0 -3.6507054053119488 0.6749143793685076
16.0 -3.1961149875396133 0.62176981126574
17.0 -2.824969776465265 0.5765221864755085
18.0 -2.5180047256974243 0.5379476257389564
19.0 -2.262618122931238 0.5045324256427118
20.0 -2.047919503015109 0.47507852647508597
EOD
$solid3 << EOD
10.0 -17.04496650611608 1.6028514343577818
11.0 -17.57963393287614 1.550191232020908
12.0 -18.17157924340232 1.5945981057122973
13.0 -18.47756661959799 1.6881114127861119
14.0 -18.864609605136934 1.6829566422580047
15.0 -18.542977025058434 1.6346803480149983
16.0 -18.161334224126488 1.5518294736945621
17.0 -17.7933561517591 1.4573085320396255
18.0 -17.348235550943734 1.4122954196323922
19.0 -17.22168779503496 1.3638441213167192
20.0 -17.297102852246052 1.3458760351021852
EOD
$solid4 << EOD
10.0 -36.98432008542309 2.1411782770524934
11.0 -28.706926272291415 1.7205941032994518
12.0 -23.169356417740097 1.4213189255036203
13.0 -19.193083657142427 1.2185261775112324
14.0 -16.281780084371917 1.0663366305962045
15.0 -13.938834929673611 0.928725520922267
16.0 -12.067025422459354 0.8131679965160487
17.0 -10.537372373523631 0.7380486884564628
18.0 -9.305694914943427 0.6773165505059654
19.0 -8.404579543274405 0.6280509194339661
20.0 -7.588889145265088 0.5893810185071132
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
set title "{/:Bold Small buildings: relative unit energy cost difference compared to large buildings}\nSplit again at every event: L_{CAP} = 1000 kW, T = 6 h" offset 0,0.3
set xlabel 'Mean power of large buildings (multiples of 20 kW)'
set ylabel 'Relative unit cost difference (%)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set offsets 0, 0, graph 0.06, graph 0.06
set xzeroaxis linetype 1 linecolor rgb '#808080' linewidth 1
set xrange [9.6:20.4]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output '4.7-redispatch.svg'
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
set output '4.7-redispatch.png'
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
