using System.Globalization;
using Appliance.Domain;
using Appliance.Encounters.Hosting;
using Appliance.Testing;

namespace Appliance.Encounters.Tests.Hosting;

public sealed class DataFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ASecondOwnerIsRefusedWithASentenceThatNamesTheFirst()
    {
        var path = _folder.File("data");
        using (DataFolder.Open(path).Value)
        {
            var refusal = DataFolder.Open(path).Refusal!;
            Assert.Equal((RefusalKind.Conflict, "APP-ENC-020"), (refusal.Kind, refusal.Code));
            Assert.Contains("process " + Environment.ProcessId.ToString(CultureInfo.InvariantCulture), refusal.Message, StringComparison.Ordinal);
        }

        using var next = DataFolder.Open(path).Value;
        Assert.Equal(path, next.Path);
    }

    [Fact]
    public void TheFolderIsForItsOwnerOnly()
    {
        using var folder = DataFolder.Open(_folder.File("data")).Value;
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(folder.Path));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(folder.RunDirectory));
    }

    [Fact]
    public void APlaceThatCannotBeAFolderIsRefused()
    {
        File.WriteAllText(_folder.File("file"), string.Empty);
        Assert.Equal("APP-ENC-021", DataFolder.Open(_folder.File("file")).Refusal!.Code);
    }
}
