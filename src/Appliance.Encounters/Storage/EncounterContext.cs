using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Appliance.Encounters.Storage;

/// <summary>Maps the rows of encounters onto the schema, which the numbered scripts own.</summary>
internal sealed class EncounterContext(DbContextOptions<EncounterContext> options) : DbContext(options)
{
    public DbSet<SubjectRow> Subjects => Set<SubjectRow>();

    public DbSet<EncounterRow> Encounters => Set<EncounterRow>();

    public DbSet<FactsRow> Facts => Set<FactsRow>();

    public DbSet<CodingRow> Codings => Set<CodingRow>();

    public DbSet<DecisionRow> Decisions => Set<DecisionRow>();

    public DbSet<InboxRow> Inbox => Set<InboxRow>();

    /// <summary>Removes consumed rows of the inbox and puts the facts they brought in place.</summary>
    public async Task TakeAsync(IReadOnlyList<long> taken, FactsRow facts, bool replaces)
    {
        await Inbox.Where(i => taken.Contains(i.Number)).ExecuteDeleteAsync().ConfigureAwait(false);
        Entry(facts).State = replaces ? EntityState.Modified : EntityState.Added;
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<Guid>().HaveConversion<GuidBytes>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<SubjectRow>().ToTable("subject").HasKey(r => r.Id);
        modelBuilder.Entity<EncounterRow>(e =>
        {
            e.ToTable("encounter").HasKey(r => r.Id);
            e.Property(r => r.RowVersion).IsConcurrencyToken();
            e.Ignore(r => r.Reason);
        });
        modelBuilder.Entity<FactsRow>().ToTable("encounter_facts").HasKey(r => r.Encounter);
        modelBuilder.Entity<CodingRow>().ToTable("coding").HasKey(r => new { r.Encounter, r.Version });
        modelBuilder.Entity<DecisionRow>().ToTable("decision").HasKey(r => new { r.Encounter, r.Number });
        modelBuilder.Entity<InboxRow>().ToTable("inbox").HasKey(r => r.Number);
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(t => t.GetProperties()))
        {
            property.SetColumnName(SnakeCase(property.Name));
        }
    }

    private static string SnakeCase(string name)
    {
        var snake = new StringBuilder(name.Length + 8);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && snake.Length > 0)
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(c));
        }

        return snake.ToString();
    }

    private sealed class GuidBytes() : ValueConverter<Guid, byte[]>(g => g.ToByteArray(true), b => new Guid(b, true));
}
