namespace Appliance.Coding.Structure;

/// <summary>
/// Marks sentences that repeat an earlier note of the encounter word for word in the same kind of section: text copied forward is documented once, and counts once.
/// Line breaks, case and punctuation do not matter. Short sentences are left alone, for a diagnosis named again is documented again.
/// </summary>
internal static class CopiedText
{
    private const int MinTokens = 8;

    /// <summary>Marks the copies in all notes but the first that holds them; notes come in the order of their dates.</summary>
    public static void Mark(IReadOnlyList<NoteStructure> notes)
    {
        if (notes.Count < 2)
            return;
        var earlier = new HashSet<ulong>();
        var own = new List<ulong>();
        foreach (var note in notes)
        {
            own.Clear();
            for (var i = 0; i < note.Sentences.Count; i++)
            {
                var sentence = note.Sentences[i];
                if (sentence.EndToken - sentence.FirstToken < MinTokens)
                    continue;
                var hash = HashOf(note, sentence);
                if (earlier.Contains(hash))
                    note.Sentences[i] = sentence with { IsCopied = true };
                else
                    own.Add(hash);
            }

            earlier.UnionWith(own);
        }
    }

    /// <summary>FNV-1a over the words in lower case and the section.</summary>
    private static ulong HashOf(NoteStructure note, in Sentence sentence)
    {
        var hash = 14695981039346656037UL;
        unchecked
        {
            hash = (hash ^ (ulong)sentence.Section) * 1099511628211UL;
            for (var i = sentence.FirstToken; i < sentence.EndToken; i++)
            {
                foreach (var c in note.Note.Text.AsSpan(note.Tokens[i].Start, note.Tokens[i].End - note.Tokens[i].Start))
                    hash = (hash ^ char.ToLowerInvariant(c)) * 1099511628211UL;
                hash = (hash ^ ' ') * 1099511628211UL;
            }
        }

        return hash;
    }
}
