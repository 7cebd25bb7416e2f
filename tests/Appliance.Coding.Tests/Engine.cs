using Appliance.CodeSets;
using Appliance.Domain;

namespace Appliance.Coding.Tests;

/// <summary>One engine for all tests: it is immutable and compiling its lexicon takes the longest.</summary>
internal static class Engine
{
    public static readonly CodeSetLibrary Library = CodeSetLibrary.LoadBuiltIn();

    public static readonly CodingEngine Instance = new(Library);

    public static readonly ReleaseEngine Newest = Instance.Compiled(Library.Newest);

    public static CodingResult Code(string text, Setting setting = Setting.Outpatient) => Instance.Code(EncounterOf(text, setting), CancellationToken.None);

    public static string[] Shown(string text, Setting setting = Setting.Outpatient) => [.. Code(text, setting).Suggestions.Where(s => s.Shown).Select(s => s.Code.Value)];

    public static Encounter EncounterOf(string text, Setting setting = Setting.Outpatient) =>
        new(EncounterId.None, [new Note(new NoteId("n1"), text)]) { Setting = setting, DateOfService = new DateOnly(2026, 11, 2) };
}
