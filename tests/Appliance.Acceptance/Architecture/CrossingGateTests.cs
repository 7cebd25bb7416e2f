using System.Text.RegularExpressions;

namespace Appliance.Acceptance.Architecture;

/// <summary>
/// PHI leaves a zone only where an evidence entry is demanded first. Each way out that the platform offers (decrypting, the worker's socket, the network, a file, another process) may be used only by the
/// places listed here with their reason; code that opens another way fails this test, and whoever adds a place to the list says why it needs no entry, or where the entry is.
/// </summary>
public sealed partial class CrossingGateTests
{
    private const string NoPhi = "no PHI";
    private const string Gate = "gate";

    /// <summary>What a way out looks like in source, and who may use it.</summary>
    private static readonly (string Way, Regex Use, (string File, string Why)[] Places)[] Ways =
    [
        ("decrypts stored data", Decrypts(),
        [
            ("Appliance.Encounters/Keys/KeyStore.cs", "unwraps data keys, which never leave the process"),
            ("Appliance.Encounters/Storage/ClinicalStore.cs", "within the host; what is read leaves by Exporter only"),
            ("Appliance.Encounters/Storage/EncounterCells.cs", "within the host; what is read leaves by ReviewDesk or the worker only"),
            ("Appliance.Encounters/Storage/Subject.cs", "a pseudonym"),
        ]),
        ("reads an encounter for a person", ReadsForPeople(),
        [
            ("Appliance.Encounters/Storage/EncounterPages.cs", "is it"),
            ("Appliance.Encounters/Review/ReviewDesk.cs", Gate),
            ("Appliance.Encounters/Hosting/EncountersHosting.cs", "registers it"),
        ]),
        ("gives stored resources to a client", Exports(), [("Appliance.Fhir/Http/Exporter.cs", Gate), ("Appliance.Fhir/Http/FhirEndpoints.cs", "calls Exporter"), ("Appliance.Fhir/Http/BundleProcessor.cs", "calls Exporter"), ("Appliance.Fhir/Http/BundleWriter.cs", "calls Exporter"), ("Appliance.Fhir/FhirServices.cs", "registers it")]),
        ("speaks to a worker", Worker(), [("Appliance.Encounters/Workers/Wire/WorkerConnection.cs", "the only holder of the socket; WorkerSession sends over it")]),
        ("sends notes to a worker", SendsNotes(), [("Appliance.Encounters/Workers/WorkerSession.cs", Gate)]),
        ("opens a network connection", Network(),
        [
            ("Appliance.Encounters/Workers/Wire/WorkerConnection.cs", "the worker's Unix socket"),
            ("Appliance.Host/Control/ControlSocket.cs", "the control socket of this machine"),
            ("Appliance.Host/Witnessing/WitnessService.cs", NoPhi + ": sizes, hashes and signatures to declared witnesses"),
        ]),
        ("starts a process", Processes(), [("Appliance.Encounters/Workers/Launch/LaunchThread.cs", "the worker, before any note")]),
        ("writes a file", Files(),
        [
            ("Appliance.CodeSets/Compilation/CodeSetCompiler.cs", NoPhi), ("Appliance.Coding/CodingEngine.cs", NoPhi + ": lexicons"),
            ("Appliance.Encounters/Storage/Sqlite/SqliteFile.cs", "databases whose PHI columns are sealed"), ("Appliance.Encounters/Storage/Sqlite/ClinicalDatabase.cs", "the same"), ("Appliance.Encounters/Hosting/DataFolder.cs", NoPhi + ": the lock"),
            ("Appliance.Encounters/Keys/MasterKey.cs", "the master key, 0600"), ("Appliance.Fhir/Files/IntakeFile.cs", "reads"), ("Appliance.Fhir/Files/IntakeState.cs", NoPhi + ": places in files"),
            ("Appliance.Evidence/Packets/PacketFiles.cs", NoPhi), ("Appliance.Evidence/Packets/PacketPage.cs", NoPhi), ("Appliance.Evidence/Packets/PacketWriter.cs", NoPhi),
            ("Appliance.Evidence/Storage/OwnerFile.cs", NoPhi), ("Appliance.Evidence/Storage/SqliteWriteConnection.cs", NoPhi), ("Appliance.Evidence/Storage/SqliteEvidenceReader.cs", NoPhi),
            ("Appliance.Evidence/Tiles/TileFolder.cs", NoPhi), ("Appliance.Evidence/Witnessing/WitnessStore.cs", NoPhi), ("Appliance.Evidence/Trails/SubjectIndex.cs", NoPhi + ": pseudonyms and numbers"),
            ("Appliance.Host/Log/PacketEndpoint.cs", NoPhi + ", and an entry all the same"), ("Appliance.Host/Access/AccessJournal.cs", NoPhi + ": hashes of keys"), ("Appliance.Host/Operations/HealthEndpoints.cs", NoPhi + ": one byte"),
            ("Appliance.Host/Verbs/CodeVerb.cs", "suggestions to the file that the operator names; CodeBatch appends the intent of each line first"),
            ("Appliance.Host/Verbs/CalibrateVerb.cs", "a profile without text"),
            ("Appliance.Host/Verbs/EvidenceVerb.cs", NoPhi), ("Appliance.Host/Verbs/PrivateFile.cs", "reports of an evaluation, 0600; their page of errors only when asked for, of notes that the operator brought"),
        ]),
    ];

    public static TheoryData<string> Names => [.. Ways.Select(w => w.Way)];

    [Theory]
    [MemberData(nameof(Names))]
    public void AWayOutIsUsedOnlyWhereItIsListed(string way)
    {
        var (_, use, places) = Ways.Single(w => w.Way == way);
        var users = Users(use);
        Assert.Empty(users.Except(places.Select(p => p.File)));

        // A place that no longer uses it is taken off the list.
        Assert.Empty(places.Select(p => p.File).Except(users));
    }

    [Fact]
    public void EveryGateMakesItsEntryDurableItself()
    {
        var gates = Ways.SelectMany(w => w.Places).Where(p => p.Why == Gate).Select(p => p.File).Append("Appliance.Encounters/Storage/Commit/CommitGroup.cs").Append("Appliance.Encounters/Batch/CodeBatch.cs");
        Assert.All(gates, gate => Assert.Matches(Appends(), File.ReadAllText(Path.Combine(Repository.Root, "src", gate))));
    }

    [Fact]
    public void ANewWayOutWouldBeSeen()
    {
        Assert.Matches(Network(), "using var http = new HttpClient();");
        Assert.Matches(Files(), "await File.WriteAllTextAsync(path, note.Text);");
        Assert.Matches(Processes(), "Process.Start(\"mail\");");
        Assert.Matches(Decrypts(), "FieldCipher.Open(key, table, column, row, stored)");
    }

    private static List<string> Users(Regex use) =>
    [
        .. Repository.SourcesUnder("src").Where(file => File.ReadLines(file).Any(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && use.IsMatch(line)))
            .Select(file => Path.GetRelativePath(Path.Combine(Repository.Root, "src"), file).Replace('\\', '/')),
    ];

    [GeneratedRegex(@"\bFieldCipher\.Open\(")]
    private static partial Regex Decrypts();

    [GeneratedRegex(@"\bEncounterPages\b")]
    private static partial Regex ReadsForPeople();

    [GeneratedRegex(@"\bExporter\b")]
    private static partial Regex Exports();

    [GeneratedRegex(@"\bCodingWorkerClient\b|\bGrpcChannel\b")]
    private static partial Regex Worker();

    [GeneratedRegex(@"_connection\.CodeAsync\(")]
    private static partial Regex SendsNotes();

    [GeneratedRegex(@"new (HttpClient|SocketsHttpHandler|HttpClientHandler|Socket|TcpClient|UdpClient|HttpMessageInvoker|ClientWebSocket)\(|Dns\.Get|new Ping\(|new SmtpClient\(")]
    private static partial Regex Network();

    [GeneratedRegex(@"\bProcess\.Start\(|new Process\b")]
    private static partial Regex Processes();

    [GeneratedRegex(@"\bFile\.(Write|Append|Create|OpenWrite|Copy|Replace)|new FileStream\(|new StreamWriter\(|new SqliteConnection\(")]
    private static partial Regex Files();

    [GeneratedRegex(@"\.AppendAsync\(|Crossing\.BeginAsync\(")]
    private static partial Regex Appends();
}
