using Appliance.Coding.Calibration;
using Appliance.Contracts.Mapping;

namespace Appliance.Worker;

/// <summary>The hospital's profiles that the host sent, by hash. In memory alone; the oldest goes when one more comes.</summary>
internal sealed class ProfileShelf
{
    private readonly Lock _gate = new();
    private readonly List<CodingProfile> _profiles = [];

    public void Put(CodingProfile profile)
    {
        lock (_gate)
        {
            _profiles.RemoveAll(known => known.Hash == profile.Hash);
            _profiles.Add(profile);
            if (_profiles.Count > WireBounds.MaxProfiles)
            {
                _profiles.RemoveAt(0);
            }
        }
    }

    public CodingProfile? Find(string hash)
    {
        lock (_gate)
        {
            return _profiles.Find(profile => profile.Hash == hash);
        }
    }
}
