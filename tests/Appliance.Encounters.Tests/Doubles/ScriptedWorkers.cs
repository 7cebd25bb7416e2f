using System.Collections.Concurrent;
using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Encounters.Workers;
using Appliance.Evidence;
using Appliance.Testing;

namespace Appliance.Encounters.Tests.Doubles;

/// <summary>Workers that answer as a test tells them; unless told otherwise they find diabetes in every first note.</summary>
internal sealed class ScriptedWorkers : ICodingWorkers
{
    public static readonly Code Diabetes = Code.Icd10Cm("E11.9");
    public static readonly Code Hypertension = Code.Icd10Cm("I10");

    private readonly ConcurrentQueue<(EncounterId Id, int Notes)> _calls = new();

    /// <summary>Every call in order.</summary>
    public IReadOnlyList<(EncounterId Id, int Notes)> Calls => [.. _calls];

    /// <summary>How the last call was to be coded.</summary>
    public CodingInstructions? Instructions { get; private set; }

    /// <summary>What the next calls answer.</summary>
    public Func<Encounter, CancellationToken, Task<Outcome<WorkerAnswer>>> Answer { get; set; } = (encounter, _) => Task.FromResult<Outcome<WorkerAnswer>>(Found(encounter, Diabetes));

    /// <summary>Where each answer is recorded, as the real pool does; null for nowhere.</summary>
    public IEvidenceLog? Log { get; init; }

    public async Task<Outcome<WorkerAnswer>> CodeAsync(Encounter encounter, CodingInstructions instructions, CodingPriority priority, Pseudonym subject, CancellationToken cancellation)
    {
        Instructions = instructions;
        _calls.Enqueue((encounter.Id, encounter.Notes.Count));
        var answer = await Answer(encounter, cancellation);
        if (Log is not null && answer.Succeeded)
        {
            await Log.AppendAsync(Some.Fact(EvidenceAction.SuggestionsReturned) with { Subject = subject.Value, Data = DataClass.Suggestions, Items = answer.Value.Result.Suggestions.Count }, cancellation);
        }

        return answer;
    }

    public static WorkerAnswer Found(Encounter encounter, params Code[] codes)
    {
        var note = encounter.Notes[0];
        var support = new SupportingText(new NoteSpan(note.Id, 0, 1), note.Text[..1]);
        return new WorkerAnswer(
            new CodingResult("FY2027", [.. codes.Select((code, i) => new Suggestion(code, code.Value, [support], 0.9, true, [new RuleStep("lexicon.title", "Title.")]) { Rank = i + 1 })], []),
            1);
    }
}
