using System.Net;
using System.Reflection;
using System.Text.Json;
using Appliance.Host.Composition;

namespace Appliance.Host.Tests.Running;

/// <summary>What the manual tells a newcomer to type works as printed.</summary>
public sealed class ManualTests(SharedHost shared)
{
    private const string Example = "docs/examples/encounter.json";

    private static readonly string Root = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    [Fact]
    public async Task TheExampleEncounterIsAcceptedAndCoded()
    {
        var added = await HostProcess.RunAsync("clients", "add", "manual-ehr", "--data", shared.Folder);
        using var content = new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(Root, Example)));
        content.Headers.ContentType = new("application/fhir+json");
        using var response = await shared.Host.Client.SendAsync(shared.Host.Request(HttpMethod.Post, "/fhir", added.Out.Trim(), content));
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, body);
        using var answer = JsonDocument.Parse(body);
        var statuses = answer.RootElement.GetProperty("entry").EnumerateArray().Select(e => e.GetProperty("response").GetProperty("status").GetString()!).ToList();
        Assert.Equal(3, statuses.Count);
        Assert.All(statuses, s => Assert.StartsWith("201", s, StringComparison.Ordinal));
        await shared.Host.MetricAsync("appliance_worker_codes_suggested_total", atLeast: 2);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/fhir.md")]
    public async Task TheManualSendsTheExampleToTheAddressThatTheApplianceListensOn(string page)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Root, page));
        Assert.Contains("--data-binary @" + Example, text, StringComparison.Ordinal);
        Assert.Contains(ListeningDefaults.Urls + "/fhir", text, StringComparison.Ordinal);
    }
}
