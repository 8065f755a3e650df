#compdef canaryctl
# zsh completion of canaryctl: source <(canaryctl completion zsh)
_canaryctl() {
  local line="${words[1,CURRENT]}"
  local -a found
  found=("${(@f)$(canaryctl "[suggest:${#line}]" "$line" 2>/dev/null)}")
  found=(${found:#})
  if (( ${#found} )); then compadd -- $found; else _files; fi
}
if [ "$funcstack[1]" = "_canaryctl" ]; then
  _canaryctl "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
  compdef _canaryctl canaryctl
fi
