# bash completion of canaryctl: source <(canaryctl completion bash)
_canaryctl() {
  local line=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]}
  local IFS=$'\n'
  mapfile -t COMPREPLY < <(compgen -W "$(canaryctl "[suggest:${#line}]" "$line" 2>/dev/null)" -- "$word")
  if [ ${#COMPREPLY[@]} -eq 0 ]; then compopt -o default 2>/dev/null; fi
}
complete -F _canaryctl canaryctl
