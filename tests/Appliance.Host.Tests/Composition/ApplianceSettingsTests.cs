using Appliance.Host.Composition;
using Appliance.Testing;
using Microsoft.Extensions.Configuration;

namespace Appliance.Host.Tests.Composition;

public sealed class ApplianceSettingsTests
{
    [Fact]
    public void WithoutOptionsItListensOnLoopbackOnly()
    {
        var settings = ApplianceSettings.Bind("/nowhere", new ConfigurationBuilder().Build(), urls: null).Value;
        Assert.Equal("http://127.0.0.1:8480", settings.Host.Urls);
        Assert.Null(settings.Host.ClearTextAddress());
    }

    [Fact]
    public void TheCommandLineWinsOverTheFile()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(ApplianceSettings.FileName), """{"Host":{"Urls":"http://127.0.0.1:9000","SignedInHours":4}}""");
        var settings = ApplianceSettings.Load(folder.Path, "http://127.0.0.1:9001").Value;
        Assert.Equal("http://127.0.0.1:9001", settings.Host.Urls);
        Assert.Equal(4, settings.Host.SignedInHours);
    }

    [Theory]
    [InlineData("Host:Urls", "", "Host:Urls is empty: name at least one address")]
    [InlineData("Host:Urls", "ftp://127.0.0.1:1", "which is no address to listen on")]
    [InlineData("Host:Urls", "http://ehr.example.org:80", "which is no address to listen on")]
    [InlineData("Host:Urls", "http://127.0.0.1:1/path", "which is no address to listen on")]
    [InlineData("Host:Urls", "https://127.0.0.1:8443", "set Host:CertificateFile and Host:CertificateKeyFile")]
    [InlineData("Host:SignedInHours", "0", "Host:SignedInHours must be 1 to 24")]
    [InlineData("Host:StopWithinSeconds", "0", "Host:StopWithinSeconds must be 1 to 600")]
    [InlineData("Host:StopWithinSeconds", "soon", "Host:StopWithinSeconds cannot be \"soon\": it takes a whole number.")]
    [InlineData("Host:LogForm", "Loud", "Host:LogForm cannot be \"Loud\": it takes one of Plain, Json.")]
    [InlineData("Host:AllowedHosts", "ehr", "Host:AllowedHosts is a list: write Host:AllowedHosts:0 for its first value")]
    [InlineData("Host:Colour", "red", "There is no option Host:Colour; the options of this section are AllowedHosts, CertificateFile,")]
    [InlineData("Host", "red", "Host is a section, not an option")]
    [InlineData("WORKERS:WORKERZ", "3", "There is no option Workers:WORKERZ; the options of this section are ")]
    [InlineData("WORKERS:WORKERS", "abc", "Workers:Workers cannot be \"abc\": it takes a whole number.")]
    [InlineData("Workers:Workers:0", "1", "Workers:Workers takes one value, not several")]
    [InlineData("Workers:RequestTimeout", "long", "Workers:RequestTimeout cannot be \"long\": it takes a duration")]
    [InlineData("Encounters:CodeWhenStatus:0", "Done", "Encounters:CodeWhenStatus:0 cannot be \"Done\": it takes one of ")]
    [InlineData("Hots:Urls", "x", "There is no section Hots in the options; the sections are Host, Evidence, Workers,")]
    [InlineData("Encounters:MaxAttempts", "99", "MaxAttempts must be 1 to 10")]
    [InlineData("Fhir:MaxDepth", "1", "MaxDepth")]
    public void AnOptionThatCannotBeUsedIsRefusedWithASentence(string option, string value, string sentence)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(option, value)]).Build();
        var refusal = ApplianceSettings.Bind("/nowhere", configuration, urls: null).Refusal;
        Assert.Equal("APP-HST-004", refusal?.Code);
        Assert.Contains(sentence, refusal!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Configuration", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OptionsOfEveryFormAreRead()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("host:logform", "json"), new("Host:AllowedHosts:0", "ehr.example.org"), new("Host:CertificateFile", string.Empty), new("WORKERS:WORKERS", "3"),
            new("Workers:RequestTimeout", "00:00:20"), new("Encounters:CodeWhenStatus:0", "Finished"), new("Fhir:MaxBodyBytes", "1000000"),
        ]).Build();
        var settings = ApplianceSettings.Bind("/nowhere", configuration, urls: null);
        Assert.True(settings.Succeeded, settings.Refusal?.Message);
        Assert.Equal(LogForm.Json, settings.Value.Host.LogForm);
        Assert.Equal(["ehr.example.org"], settings.Value.Host.AllowedHosts);
    }

    [Theory]
    [InlineData("http://0.0.0.0:8480")]
    [InlineData("http://10.0.0.5:8480")]
    [InlineData("http://127.0.0.1:8480;http://[::]:8480")]
    public void AnAddressOnTheNetworkWithoutEncryptionIsRefused(string urls) =>
        Assert.Equal("APP-HST-007", ApplianceSettings.Bind("/nowhere", new ConfigurationBuilder().Build(), urls).Refusal?.Code);

    [Fact]
    public void AFileThatIsNoJsonIsRefusedWithItsName()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(ApplianceSettings.FileName), "{ Host: ");
        var refusal = ApplianceSettings.Load(folder.Path, urls: null).Refusal;
        Assert.Equal("APP-HST-004", refusal?.Code);
        Assert.Contains(ApplianceSettings.FileName, refusal!.Message, StringComparison.Ordinal);
    }
}
