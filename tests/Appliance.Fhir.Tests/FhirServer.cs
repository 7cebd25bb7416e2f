using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using System.Text.Json.Nodes;
using Appliance.Domain.Intake;
using Appliance.Encounters;
using Appliance.Encounters.Hosting;
using Appliance.Evidence;
using Appliance.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Appliance.Fhir.Tests;

/// <summary>The real endpoint on a loopback port, with a store in memory. The caller is the one that the header X-Actor names.</summary>
public sealed class FhirServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FhirServer(WebApplication app, IEvidenceLog evidence, MemoryClinicalStore store, FakeTimeProvider clock)
    {
        _app = app;
        Evidence = evidence;
        Store = store;
        Clock = clock;
        Base = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/fhir/");
        Client = NewClient("client:ehr-1");
    }

    public IEvidenceLog Evidence { get; }

    public MemoryClinicalStore Store { get; }

    public FakeTimeProvider Clock { get; }

    public Uri Base { get; }

    public HttpClient Client { get; }

    /// <summary>What the endpoint logged.</summary>
    public required CollectingLog Log { get; init; }

    public IServiceProvider Services => _app.Services;

    public IReadOnlyList<EvidenceEntry> Entries => [.. ((Evidence as CollectingEvidenceLog)?.Entries ?? ((FailingEvidenceLog)Evidence).Entries).Select(e => e.Entry)];

    public static async Task<FhirServer> StartAsync(Action<FhirOptions>? configure = null, IEvidenceLog? evidence = null)
    {
        evidence ??= new CollectingEvidenceLog();
        var store = new MemoryClinicalStore(evidence);
        return await StartAsync(evidence, store, builder => builder.Services.AddSingleton<IClinicalStore>(store).AddSingleton<IEncounterProgress>(store), configure);
    }

    /// <summary>The endpoint on the real storage in a folder, without the part that codes.</summary>
    public static async Task<FhirServer> StartOnDiskAsync(string path)
    {
        var folder = DataFolder.Open(path).Value;
        var evidence = new CollectingEvidenceLog();
        var nothingWaits = new MemoryClinicalStore(evidence);
        return await StartAsync(evidence, nothingWaits, builder =>
        {
            builder.AddEncounters(folder, new EncountersOptions());
            builder.Services.AddSingleton<IEncounterProgress>(nothingWaits);
            foreach (var service in builder.Services.Where(s => s.ServiceType == typeof(IHostedService)).ToList())
                builder.Services.Remove(service);
        });
    }

    private static async Task<FhirServer> StartAsync(IEvidenceLog evidence, MemoryClinicalStore store, Action<WebApplicationBuilder> storage, Action<FhirOptions>? configure = null)
    {
        var clock = new FakeTimeProvider(Some.Moment);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var log = new CollectingLog();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton(evidence);
        storage(builder);
        builder.Services.AddFhir(configure);
        var app = builder.Build();
        app.Use((context, next) =>
        {
            if (context.Request.Headers["X-Actor"].ToString() is { Length: > 0 } actor)
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(FhirServices.ActorClaim, actor)], "test"));
            return next(context);
        });
        app.MapFhir("/fhir");
        await app.StartAsync();
        return new FhirServer(app, evidence, store, clock) { Log = log };
    }

    public HttpClient NewClient(string? actor)
    {
        var client = new HttpClient { BaseAddress = Base };
        if (actor is not null)
            client.DefaultRequestHeaders.Add("X-Actor", actor);
        return client;
    }

    public async Task<Reply> SendAsync(HttpMethod method, string path, string? body = null, string contentType = "application/fhir+json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(Base, path));
        if (body is not null)
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Client.SendAsync(request);
        return new Reply(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers);
    }

    public Task<Reply> PostAsync(string body, string path = "") => SendAsync(HttpMethod.Post, path, body);

    public Task<Reply> PostAsync(JsonNode body, string path = "") => SendAsync(HttpMethod.Post, path, body.ToJsonString());

    public Task<Reply> PutAsync(JsonNode body) => SendAsync(HttpMethod.Put, $"{body["resourceType"]}/{body["id"]}", body.ToJsonString());

    public Task<Reply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public async ValueTask DisposeAsync()
    {
        // A fault of the endpoint fails the test, with its place.
        Assert.Empty(Log.Lines);
        Client.Dispose();
        await _app.DisposeAsync();

        // And so does one that the web server meets while it ends the request.
        Assert.Empty(Log.Lines);
    }

    /// <summary>Keeps the lines of our own categories, and the errors of the web server.</summary>
    public sealed class CollectingLog : ILoggerProvider, ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = [];

        public IReadOnlyCollection<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => categoryName switch
        {
            _ when categoryName.StartsWith("Appliance", StringComparison.Ordinal) => this,
            "Microsoft.AspNetCore.Server.Kestrel" => new Faults(this),
            _ => Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance,
        };

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _lines.Enqueue(formatter(state, exception));

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Dispose()
        {
        }

        /// <summary>Only what is an error.</summary>
        private sealed class Faults(CollectingLog all) : ILogger
        {
            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                if (IsEnabled(logLevel))
                    all.Log(logLevel, eventId, state, exception, formatter);
            }

            public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;
        }
    }

    /// <summary>What came back.</summary>
    public sealed record Reply(HttpStatusCode Status, string Body, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
    {
        public JsonNode Json => JsonNode.Parse(Body)!;

        /// <summary>Refusal codes of an OperationOutcome.</summary>
        public IReadOnlyList<string> Codes => [.. Json["issue"]!.AsArray().Select(i => i!["details"]!["coding"]![0]!["code"]!.GetValue<string>())];

        /// <summary>FHIRPaths of an OperationOutcome.</summary>
        public IReadOnlyList<string?> Places => [.. Json["issue"]!.AsArray().Select(i => i!["expression"]?[0]?.GetValue<string>())];

        public string? StatusOf(int entry) => Json["entry"]![entry]!["response"]!["status"]?.GetValue<string>();

        public string IdOf(int entry) => Json["entry"]![entry]!["response"]!["location"]!.GetValue<string>().Split('/')[1];
    }
}
