using System.Net;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Witnessing;

namespace Appliance.Evidence.Tests.Witnessing;

/// <summary>A witness and the HTTP in front of it, without a network.</summary>
internal sealed class InProcessWitness : HttpMessageHandler
{
    private readonly Cosigner _cosigner;
    private readonly string _path;
    private readonly IReadOnlyList<VerifierKey> _logs;
    private readonly TimeProvider _time;
    private Witness _witness;

    public InProcessWitness(string path, string name, TimeProvider time, params IReadOnlyList<VerifierKey> logs)
        : this(path, Cosigner.Ephemeral(name), time, logs)
    {
    }

    public InProcessWitness(string path, Cosigner cosigner, TimeProvider time, IReadOnlyList<VerifierKey> logs)
    {
        (_cosigner, _path, _logs, _time) = (cosigner, path, logs, time);
        _witness = Witness.Open(path, [cosigner], logs, time);
    }

    public VerifierKey Key => _cosigner.Key;

    public Witness Witness => _witness;

    public bool IsAway { get; set; }

    public int Requests { get; private set; }

    public WitnessClient Client => new(new HttpMessageInvoker(this, disposeHandler: false), new Uri("http://witness.example/w1/"), Key);

    public void Restart()
    {
        _witness.Dispose();
        _witness = Witness.Open(_path, [_cosigner], _logs, _time);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests++;
        if (IsAway)
            throw new HttpRequestException("No route to host.");
        Assert.Equal("http://witness.example/w1/add-checkpoint", request.RequestUri!.AbsoluteUri);
        var answer = _witness.AddCheckpoint(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
        return new HttpResponseMessage((HttpStatusCode)answer.Status) { Content = new ByteArrayContent(answer.Body.ToArray()) };
    }

    protected override void Dispose(bool disposing)
    {
        _witness.Dispose();
        base.Dispose(disposing);
    }
}
