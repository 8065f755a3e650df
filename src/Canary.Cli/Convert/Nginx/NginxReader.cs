using System.Text;
using Canary.Cli.Running;

namespace Canary.Cli.Convert.Nginx;

/// <summary>Reads nginx's configuration into directives, by the rules of its own parser: words, quotes, comments, blocks.</summary>
internal sealed class NginxReader(string text, string file)
{
    private int _at;
    private int _line = 1;

    /// <summary>Reads all of it.</summary>
    /// <exception cref="CommandException">It is broken.</exception>
    public IReadOnlyList<NginxDirective> Read()
    {
        return ReadBlock(isInner: false);
    }

    private List<NginxDirective> ReadBlock(bool isInner)
    {
        var directives = new List<NginxDirective>();
        while (true)
        {
            SkipBlanks();
            if (_at == text.Length)
            {
                return isInner ? throw Broken("a block is not closed") : directives;
            }

            if (text[_at] == '}')
            {
                _at++;
                return isInner ? directives : throw Broken("'}' closes nothing");
            }

            directives.Add(ReadDirective());
        }
    }

    private NginxDirective ReadDirective()
    {
        var (words, line) = (new List<string>(), _line);
        while (true)
        {
            SkipBlanks();
            if (_at == text.Length || text[_at] == '}')
            {
                throw Broken("a directive has no ';' at its end");
            }

            switch (text[_at])
            {
                case ';':
                    _at++;
                    return words.Count > 0 ? new NginxDirective(words[0], words[1..], null, line) : throw Broken("';' ends nothing");
                case '{':
                    _at++;
                    return words.Count > 0 ? new NginxDirective(words[0], words[1..], ReadBlock(isInner: true), line) : throw Broken("'{' opens nothing");
                default:
                    words.Add(ReadWord());
                    break;
            }
        }
    }

    private string ReadWord()
    {
        if (text[_at] is '"' or '\'')
        {
            return ReadQuoted(text[_at++]);
        }

        var word = new StringBuilder();
        while (_at < text.Length && !char.IsWhiteSpace(text[_at]) && text[_at] is not (';' or '{' or '}'))
        {
            // ${name} is part of a word.
            if (text[_at] == '$' && _at + 1 < text.Length && text[_at + 1] == '{' && text.IndexOf('}', _at) is > 0 and var end)
            {
                word.Append(text, _at, end + 1 - _at);
                _at = end + 1;
                continue;
            }

            AppendCharacter(word);
        }

        return word.ToString();
    }

    private string ReadQuoted(char quote)
    {
        var word = new StringBuilder();
        while (_at < text.Length && text[_at] != quote)
        {
            AppendCharacter(word);
        }

        if (_at == text.Length)
        {
            throw Broken("a quoted text is not closed");
        }

        _at++;
        return word.ToString();
    }

    // A backslash before a quote or another backslash goes; before all else it stays, as regular expressions need it.
    private void AppendCharacter(StringBuilder word)
    {
        if (text[_at] == '\\' && _at + 1 < text.Length)
        {
            _ = text[_at + 1] switch
            {
                '"' or '\'' or '\\' => word.Append(text[_at + 1]),
                't' => word.Append('\t'),
                'r' => word.Append('\r'),
                'n' => word.Append('\n'),
                _ => word.Append(text, _at, 2),
            };
            _at += 2;
            return;
        }

        _line += text[_at] == '\n' ? 1 : 0;
        word.Append(text[_at++]);
    }

    private void SkipBlanks()
    {
        for (; _at < text.Length; _at++)
        {
            if (text[_at] == '#')
            {
                var end = text.IndexOf('\n', _at);
                _at = end < 0 ? text.Length - 1 : end - 1;
                continue;
            }

            if (!char.IsWhiteSpace(text[_at]))
            {
                return;
            }

            _line += text[_at] == '\n' ? 1 : 0;
        }
    }

    private CommandException Broken(string what) => CommandException.Invalid($"{file}:{_line}: this is no nginx configuration: {what}.");
}
