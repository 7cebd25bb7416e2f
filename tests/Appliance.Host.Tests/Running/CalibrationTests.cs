using System.Globalization;
using System.Text.Json.Nodes;
using Appliance.Testing;

namespace Appliance.Host.Tests.Running;

/// <summary>A hospital calibrates, codes with its profile and evaluates it, by verbs alone.</summary>
public sealed class CalibrationTests
{
    private static readonly (string Problem, string Code)[] Problems =
    [
        ("Essential hypertension", "I10"), ("Type 2 diabetes mellitus", "E11.9"), ("Gout", "M10.9"), ("Asthma", "J45.909"), ("Hypothyroidism", "E03.9"), ("Migraine", "G43.909"),
    ];

    [Fact]
    public async Task AProfileIsMadeUsedAndEvaluatedAndTheEvidenceNamesIt()
    {
        using var data = new TemporaryFolder();
        using var files = new TemporaryFolder();
        var notes = files.File("labelled.jsonl");
        await File.WriteAllLinesAsync(notes, Enumerable.Range(0, 48).Select(Labelled));
        var profile = files.File("hospital.profile");

        var calibrated = await HostProcess.RunAsync("coding", "calibrate", "--notes", notes, "--out", profile, "--folds", "3", "--data", data.Path);
        Assert.True(calibrated.Exit == 0, calibrated.Error);
        var hash = calibrated.Out.Split('\n')[0]["Profile ".Length..].Trim();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(profile));

        var suggestions = files.File("suggestions.jsonl");
        var coded = await HostProcess.RunAsync("code", "--in", notes, "--out", suggestions, "--profile", profile, "--explain", "--data", data.Path);
        Assert.True(coded.Exit == 0, coded.Error);
        Assert.All(await File.ReadAllLinesAsync(suggestions), line => Assert.Equal(hash, JsonNode.Parse(line)!["profile"]!.GetValue<string>()));

        var report = files.File("report");
        var evaluated = await HostProcess.RunAsync("coding", "evaluate", "--notes", notes, "--profile", profile, "--out", report, "--errors", "--data", data.Path);
        Assert.True(evaluated.Exit == 0, evaluated.Error);
        Assert.Contains("48 notes, ", evaluated.Out, StringComparison.Ordinal);
        Assert.Contains("Profile: " + hash, evaluated.Out, StringComparison.Ordinal);
        Assert.Contains("PHI", evaluated.Error, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(report, "errors.html")));
        Assert.True(File.Exists(Path.Combine(report, "report.html")));

        var verified = await HostProcess.RunAsync("evidence", "verify", "--data", data.Path);
        Assert.True(verified.Exit == 0, verified.Out + verified.Error);
        Assert.Contains(" 0 open crossings", verified.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsNoProfileAndNotesWithoutLabelsAreRefusedInWords()
    {
        using var data = new TemporaryFolder();
        using var files = new TemporaryFolder();
        var notes = files.File("notes.jsonl");
        await File.WriteAllTextAsync(notes, """{"id":"a","text":"Assessment: Gout."}""" + "\n");
        var refused = await HostProcess.RunAsync("code", "--in", notes, "--out", files.File("out"), "--profile", notes, "--data", data.Path);
        Assert.Equal(1, refused.Exit);
        Assert.StartsWith("APP-COD-", refused.Error, StringComparison.Ordinal);
        var nothing = await HostProcess.RunAsync("coding", "evaluate", "--notes", notes, "--data", data.Path);
        Assert.Equal(1, nothing.Exit);
        Assert.StartsWith("APP-HST-040", nothing.Error, StringComparison.Ordinal);
        var few = await HostProcess.RunAsync("coding", "calibrate", "--notes", notes, "--out", files.File("profile"), "--data", data.Path);
        Assert.Equal(1, few.Exit);
        Assert.False(File.Exists(files.File("profile")));
    }

    [Fact]
    public async Task ErrorsNeedAFolder()
    {
        var run = await HostProcess.RunAsync("coding", "evaluate", "--notes", "x", "--errors");
        Assert.Equal(2, run.Exit);
        Assert.Contains("--errors needs --out DIR", run.Error, StringComparison.Ordinal);
    }

    private static string Labelled(int number)
    {
        var (first, second) = (Problems[number % Problems.Length], Problems[((number / 2) + 3) % Problems.Length]);
        JsonArray labels = [first.Code];
        if (second.Code != first.Code)
        {
            labels.Add(second.Code);
        }

        return new JsonObject
        {
            ["id"] = number.ToString(CultureInfo.InvariantCulture),
            ["text"] = $"HISTORY\nDenies headache. Feels well.\nASSESSMENT AND PLAN\n1. {first.Problem}. Stable.\n2. {second.Problem}. Continue.\n",
            ["icd10cm"] = labels,
            ["setting"] = "outpatient",
            ["dateOfService"] = "2026-11-02",
        }.ToJsonString();
    }
}
