using Appliance.Coding.Mentions;
using Appliance.Domain;

namespace Appliance.Coding.Calibration;

/// <summary>A profile over one release: adds the candidates that were learned and gives every candidate its probability. Immutable and shared by all threads.</summary>
internal sealed class ProfileScorer
{
    private readonly CodingProfile _profile;
    private readonly CompiledTables _tables;
    private readonly FeatureBuilder _builder;
    private readonly ulong[] _keys;

    public ProfileScorer(CodingProfile profile, ReleaseEngine engine)
    {
        _profile = profile;
        _tables = new CompiledTables(profile.Model.Tables, engine);
        _builder = new FeatureBuilder(_tables, engine.Lexicon.Codes, profile.Model.MinimumPrecision);
        _keys = ClueScanner.KeysOf(engine.Lexicon);
    }

    /// <summary>Collects the clues of one encounter that the profile knows.</summary>
    public ClueReader NewReader(CodingPolicy policy) => new(new ClueScanner(_keys), policy, _tables.Clues);

    /// <summary>Adds the findings that were learned, and tells the probability of every code.</summary>
    public Dictionary<string, double> Judge(EncounterReader reader, ClueReader clues)
    {
        var facts = NoteFacts.From(reader.Structures, reader.Findings, clues);
        var known = facts.Candidates.Select(c => c.Code).ToHashSet(StringComparer.Ordinal);
        var probabilities = new Dictionary<string, double>(StringComparer.Ordinal);
        var rows = _builder.Build(facts);
        foreach (var row in rows)
        {
            var probability = _profile.Model.Probability(row.Row);
            if (!known.Contains(row.Code) && (probability < 0.01 || Place(row, reader, clues) is not { } finding || !Include(reader, finding)))
                continue;
            probabilities[row.Code] = probability;
        }

        return probabilities;
    }

    private static bool Include(EncounterReader reader, Finding finding)
    {
        reader.Findings.Add(finding);
        return true;
    }

    /// <summary>The words that a learned candidate rests on: those of its clue, or of the engine's candidate that it was learned from.</summary>
    private static Finding? Place(CandidateRow row, EncounterReader reader, ClueReader clues)
    {
        var reason = ("profile.association", $"Learned from this hospital's coded notes: these words were coded {row.Code} often enough.");
        if (row.Clue != 0 && clues.Found.TryGetValue(row.Clue, out var clue))
        {
            var place = clue.Place;
            var term = new Term(row.Entry, TermOrigin.Learned, (byte)Math.Min(9, place.End - place.First), "words of coded notes", -1);
            return new Finding(place.Note, place.Sentence, new Mention(-1, place.Number, place.First, place.End, 0), term, place.Assertion, row.Code, row.Entry) { Changed = reason };
        }

        var source = row.Source is null ? null : reader.Findings.Find(f => f.Code == row.Source);
        return source is null ? null : source with { Code = row.Code, Entry = row.Entry, Changed = reason, Weight = 0 };
    }
}
