# fish completion of canaryctl: canaryctl completion fish | source
function __canaryctl_complete
    set -l line (commandline -cp)
    canaryctl "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
end
complete -c canaryctl -f -a '(__canaryctl_complete)'
complete -c canaryctl -s f -l filename -r -F
complete -c canaryctl -l key-file -r -F
