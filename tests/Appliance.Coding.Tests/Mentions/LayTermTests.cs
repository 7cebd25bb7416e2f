using Appliance.Coding.Tests.Cases;

namespace Appliance.Coding.Tests.Mentions;

/// <summary>The words of patients lead to the category in which a coder would look.</summary>
public sealed class LayTermTests(ITestOutputHelper output)
{
    [Fact]
    public void WhatPatientsSayIsFoundInItsCategory()
    {
        var cases = CaseFile.Read("lay-terms.txt").ToList();
        var missed = cases.Where(c => !IsFound(c)).ToList();
        output.WriteLine($"{cases.Count} lay terms, {cases.Count(c => c.Length > 2)} not found before our list was written, {missed.Count} not found now");
        foreach (var miss in missed)
            output.WriteLine($"not found: {miss[0]} | {miss[1]} | {string.Join(' ', Engine.Shown("Assessment: " + miss[0]))}");
        Assert.InRange(missed.Count, 0, 3);
    }

    private static bool IsFound(string[] record)
    {
        var shown = Engine.Shown("Assessment: " + record[0]);
        return record[1].Split(' ').Any(category => Array.Exists(shown, code => code.StartsWith(category, StringComparison.Ordinal)));
    }
}
