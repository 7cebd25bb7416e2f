using Appliance.Evidence.Trails;
using Appliance.Testing;

namespace Appliance.Evidence.Tests.Trails;

public sealed class SubjectIndexTests : IDisposable
{
    private static readonly Guid Anna = Guid.Parse("11111111-0000-4000-8000-000000000001");
    private static readonly Guid Bert = Guid.Parse("22222222-0000-4000-8000-000000000002");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ATrailHoldsTheEntriesOfItsSubjectInOrderAlsoThoseThatCameSince()
    {
        await using var log = await LogAsync("a");
        using var index = SubjectIndex.Open(_folder.File("index.db"), log);
        await AppendAsync(log, Anna, Bert, Anna, Anna, Guid.Empty);
        Assert.Equal([0, 2, 3], await TrailAsync(index, Anna));
        await AppendAsync(log, Bert, Anna);
        Assert.Equal([0, 2, 3, 6], await TrailAsync(index, Anna));
        Assert.Equal([1, 5], await TrailAsync(index, Bert));
        Assert.Equal([4], await TrailAsync(index, Guid.Empty));
        Assert.Equal([Anna, Bert], await index.SubjectsAsync(Guid.Empty, 10, default));
        Assert.Equal([Bert], await index.SubjectsAsync(Anna, 10, default));
        Assert.Equal(2, (await index.TrailAsync(Anna, 2, default)).Count);
    }

    [Fact]
    public async Task AnIndexGoesOnWhereItStoppedAndThatOfAnotherLogIsMadeAnew()
    {
        await using (var log = await LogAsync("a"))
        {
            await AppendAsync(log, Anna, Bert);
            using (var index = SubjectIndex.Open(_folder.File("index.db"), log))
            {
                await index.CatchUpAsync(default);
                Assert.Equal(2, index.Covered);
            }

            await AppendAsync(log, Anna);
            using var again = SubjectIndex.Open(_folder.File("index.db"), log);
            Assert.Equal([0, 2], await TrailAsync(again, Anna));
        }

        await using var other = await LogAsync("b");
        await AppendAsync(other, Bert, Bert, Bert, Bert);
        using var anew = SubjectIndex.Open(_folder.File("index.db"), other);
        Assert.Empty(await TrailAsync(anew, Anna));
        Assert.Equal([0, 1, 2, 3], await TrailAsync(anew, Bert));
    }

    [Fact]
    public async Task ADamagedIndexIsMadeAnew()
    {
        await File.WriteAllTextAsync(_folder.File("index.db"), new string('x', 5000));
        await using var log = await LogAsync("a");
        await AppendAsync(log, Anna);
        using var index = SubjectIndex.Open(_folder.File("index.db"), log);
        Assert.Equal([0], await TrailAsync(index, Anna));
    }

    private static async Task<IEnumerable<long>> TrailAsync(SubjectIndex index, Guid subject) => (await index.TrailAsync(subject, 100, TestContext.Current.CancellationToken)).Select(e => e.Sequence);

    private static async Task AppendAsync(EvidenceLog log, params Guid[] subjects)
    {
        foreach (var subject in subjects)
            await log.AppendAsync(Some.Fact(EvidenceAction.Decided) with { Subject = subject }, TestContext.Current.CancellationToken);
    }

    private Task<EvidenceLog> LogAsync(string name) => SqliteEvidenceLog.OpenAsync(new EvidenceOptions { Path = _folder.File(name + ".db") }, TimeProvider.System);
}
