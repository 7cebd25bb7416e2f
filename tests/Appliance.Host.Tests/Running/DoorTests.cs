using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Appliance.Host.Tests.Running;

/// <summary>What a stranger, a client and a person meet at the running host.</summary>
public sealed partial class DoorTests(SharedHost shared)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/worklist")]
    [InlineData("/evidence")]
    public async Task APageLeadsAStrangerToTheSignInPage(string path)
    {
        using var request = shared.Host.Request(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html");
        using var response = await shared.Host.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/sign-in", response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task OpeningALinkDoesNotUseItUpButTheButtonDoes()
    {
        var link = await LinkAsync("coder-07");
        for (var i = 0; i < 3; i++)
        {
            using var opened = await shared.Host.Client.GetAsync(link);
            Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
            using var head = shared.Host.Request(HttpMethod.Head, link);
            using var asked = await shared.Host.Client.SendAsync(head);
            Assert.Equal(opened.StatusCode, asked.StatusCode);
            Assert.Equal(opened.Content.Headers.ContentType, asked.Content.Headers.ContentType);
        }

        using var first = await PressAsync(link);
        Assert.Equal(HttpStatusCode.SeeOther, first.StatusCode);
        Assert.Equal("/", first.Headers.Location?.OriginalString);
        var cookie = Assert.Single(first.Headers.GetValues("Set-Cookie"), c => c.StartsWith("appliance=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);

        using var second = await PressAsync(link);
        Assert.Equal("/sign-in?fault=APP-HST-010", second.Headers.Location?.OriginalString);

        using var page = shared.Host.Request(HttpMethod.Get, "/");
        page.Headers.Add("Cookie", cookie.Split(';')[0]);
        using var overview = await shared.Host.Client.SendAsync(page);
        Assert.Equal(HttpStatusCode.OK, overview.StatusCode);
    }

    [Fact]
    public async Task TheSignInPageOfAnApplianceWithAFolderOfItsOwnSaysThatTheLinkVerbNeedsIt()
    {
        var page = await shared.Host.Client.GetStringAsync("/sign-in");
        Assert.Contains("./appliance link", page, StringComparison.Ordinal);
        Assert.Contains("add the same <code>--data</code>", page, StringComparison.Ordinal);
        Assert.DoesNotContain(shared.Folder, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFormThatWasNotMadeHereIsRefused()
    {
        var token = (await LinkAsync("coder-08")).Split("token=")[1];
        using var forged = await shared.Host.Client.PostAsync("/sign-in", new FormUrlEncodedContent([new("token", token)]));
        Assert.DoesNotContain(forged.Headers, h => h.Key == "Set-Cookie");
        using var pressed = await PressAsync("/sign-in?token=" + token);
        Assert.Equal("/", pressed.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task WithoutAKeyFhirAnswersWithAnOperationOutcome()
    {
        using var response = await shared.Host.Client.GetAsync("/fhir/Patient/1");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal("APP-HST-015", await CodeAsync(response));
    }

    [Fact]
    public async Task AWrongKeyIsTurnedAwayAndARightOneIsStillAccepted()
    {
        var key = await KeyAsync("door-right");
        using var guesser = shared.Host.ClientFrom("127.0.0.2");
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
        {
            using var wrong = await guesser.SendAsync(shared.Host.Request(HttpMethod.Get, "/fhir/Patient/1", "apk_wrong"));
            statuses.Add(wrong.StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, statuses[0]);
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
        using var right = await guesser.SendAsync(shared.Host.Request(HttpMethod.Get, "/fhir/Patient/1", key));
        Assert.Equal(HttpStatusCode.NotFound, right.StatusCode);
    }

    [Fact]
    public async Task ARevokedKeyIsRefusedFromTheNextRequestOn()
    {
        var key = await KeyAsync("door-revoked");
        using var before = await shared.Host.Client.SendAsync(shared.Host.Request(HttpMethod.Get, "/fhir/Patient/1", key));
        Assert.Equal(HttpStatusCode.NotFound, before.StatusCode);
        Assert.Equal(0, (await HostProcess.RunAsync("clients", "revoke", "door-revoked", "--data", shared.Folder)).Exit);
        using var after = await shared.Host.Client.SendAsync(shared.Host.Request(HttpMethod.Get, "/fhir/Patient/1", key));
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Theory]
    [InlineData("/control/status")]
    [InlineData("/control/clients")]
    public async Task TheControlEndpointsDoNotExistOutsideTheirSocket(string path)
    {
        using var response = await shared.Host.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task ABrowserLedHereUnderAnotherNameIsRefused()
    {
        using var request = shared.Host.Request(HttpMethod.Get, "/health/live");
        request.Headers.Host = "rebind.example.org";
        using var response = await shared.Host.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/health/live")]
    [InlineData("/fhir/Patient/1")]
    [InlineData("/nothing-here")]
    public async Task EveryAnswerCarriesTheSecurityHeaders(string path)
    {
        using var response = await shared.Host.Client.GetAsync(path);
        Assert.Contains("frame-ancestors 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.DoesNotContain(response.Headers, h => h.Key == "Server");
    }

    [Fact]
    public async Task HealthSaysWhichPartsAreWell()
    {
        var live = await shared.Host.Client.GetStringAsync("/health/live");
        Assert.Equal("live\n", live);
        var ready = await shared.Host.ReadyAsync();
        Assert.Subset(ready.GetProperty("parts").EnumerateArray().Select(p => p.GetProperty("name").GetString()!).ToHashSet(), new HashSet<string> { "evidence", "storage", "worker" });
    }

    [Fact]
    public void TheControlSocketIsForThisUserAlone()
    {
        var socket = Path.Combine(shared.Folder, "run", "control.sock");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(socket));
        foreach (var file in Directory.EnumerateFiles(shared.Folder, "*", SearchOption.TopDirectoryOnly))
        {
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(file) & (UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite));
        }
    }

    private async Task<string> KeyAsync(string name)
    {
        var added = await HostProcess.RunAsync("clients", "add", name, "--data", shared.Folder);
        Assert.Equal(0, added.Exit);
        return added.Out.Trim();
    }

    private async Task<string> LinkAsync(string person)
    {
        var link = await HostProcess.RunAsync("link", "--person", person, "--data", shared.Folder);
        Assert.Equal(0, link.Exit);
        Assert.StartsWith(shared.Host.Address + "/sign-in?token=", link.Out, StringComparison.Ordinal);
        return link.Out.Trim()[shared.Host.Address.Length..];
    }

    private async Task<HttpResponseMessage> PressAsync(string link)
    {
        using var page = await shared.Host.Client.GetAsync(link);
        var form = Field().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value;
        using var press = shared.Host.Request(HttpMethod.Post, "/sign-in", content: new FormUrlEncodedContent([new("__RequestVerificationToken", form), new("token", link.Split("token=")[1])]));
        press.Headers.Add("Cookie", page.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("appliance-form=", StringComparison.Ordinal)).Split(';')[0]);
        return await shared.Host.Client.SendAsync(press);
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage response)
    {
        var outcome = await response.Content.ReadFromJsonAsync<JsonElement>();
        return outcome.GetProperty("issue")[0].GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString();
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Field();
}
