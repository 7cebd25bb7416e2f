using Appliance.Domain;
using Appliance.Encounters.Review;

namespace Appliance.Dashboard.Tests;

/// <summary>Encounters for pages under test.</summary>
internal static class Views
{
    public const string NoteText = "PLAN:\n1. Heart failure.\n2. Type 2 diabetes with chronic kidney disease.\n3. Knee pain.";

    public static readonly DateTimeOffset Start = new(2026, 11, 2, 14, 22, 6, TimeSpan.Zero);

    public static readonly Actor Coder = new(ActorKind.Person, "coder-04");

    public static Code Code(string value) => Domain.Code.Icd10Cm(value);

    public static Note Note(string text = NoteText) => new(new NoteId("n1"), text) { Type = "Progress note" };

    public static Suggestion Suggest(Note note, string code, string quote, int rank, bool shown = true, double confidence = 0.9)
    {
        var at = note.Text.IndexOf(quote, StringComparison.Ordinal);
        return new Suggestion(Code(code), "Title of " + code, [new SupportingText(new NoteSpan(note.Id, at, at + quote.Length), quote)], confidence, shown, [new RuleStep("rule", "Because of " + quote)]) { Rank = rank };
    }

    public static CodingResult Coded(Note note) => new("FY2027",
        [
            Suggest(note, "I50.9", "Heart failure", 1),
            Suggest(note, "E11.22", "Type 2 diabetes with chronic kidney disease", 2),
            Suggest(note, "N18.9", "chronic kidney disease", 3),
            Suggest(note, "M25.569", "Knee pain", 4, shown: false, confidence: 0.3),
        ],
        []);

    public static WorklistRow Row(EncounterState state = EncounterState.InReview, EncounterId? id = null) => new(
        id ?? EncounterId.New(), Pseudonym.New(), state, Setting.Outpatient, new DateOnly(2026, 11, 2), 3, 0, false, true, Start, Start, "FY2027", null);

    public static EncounterView View(EncounterState state = EncounterState.InReview, Note? note = null, params Decision[] decisions)
    {
        var row = Row(state);
        var read = note ?? Note();
        return new EncounterView(row, new Encounter(row.Id, [read]) { Setting = Setting.Outpatient, DateOfService = row.DateOfService }, Coded(read), 1, decisions, [], 0, 48_214);
    }

    public static Decision Decide(string code, DecisionKind kind, string? replacement = null) =>
        new(Code(code), kind, Coder, Start) { Replacement = replacement is null ? null : Code(replacement) };
}
