# Makes a page of swift-argument-parser's generator one that mandoc and groff have nothing to say against.
# title is the page's name (commonwatt-ledger-audit), words is how the command is typed (commonwatt ledger audit).

# A blank line is a paragraph, unless a macro follows that begins one by itself.
function paragraph() { if (blank) print ".Pp"; blank = 0 }

/^\.Os/ { print ".Os Commonwatt"; next }
/^\.Dt / { print ".Dt", toupper(title), $NF; next }
/^\.Sh / { section = $2; blank = 0 }
/^\.Nm/ && section == "NAME" { print ".Nm", title; next }
/^\.Nm$/ { print ".Nm \"" words "\""; next }
/^\.Nd / { sub(/\."$/, "\"") }
/^\.Xr / && $2 ~ /\.help$/ { next }
/^\.Xr / { gsub(/\./, "-", $2); separator = referred ? " ,\n" : ""; printf "%s.Xr %s 1", separator, $2; referred = 1; next }
/^\.Ex -std/ {
    print "0 when done, 1 for a negative finding, 2 for a bad argument or file, 3 for a failure of the environment."
    next
}
/^\.Pp/ { blank = 1; next }
/^\.(\\"|[A-Z][a-z]( |$))/ { blank = 0; print; next }

/^$/ { blank = 1; next }
# What follows is text: its hyphens are to be copied as they are, and no line of it is a request.
{
    paragraph()
    if (/^ / || /^commonwatt /) gsub(/-/, "\\-")
    gsub(/--/, "\\-\\-")
    gsub(/ -/, " \\-")
    if (/^[.']/) printf "\\&"
    print
}

END {
    if (referred) print ""
    if (!referred && title != "commonwatt") print ".Sh \"SEE ALSO\"\n.Xr commonwatt 1"
}
