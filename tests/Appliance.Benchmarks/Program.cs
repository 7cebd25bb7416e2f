using Appliance.Benchmarks;
using BenchmarkDotNet.Running;

// load NAME [options]: a whole path under load, figures printed once. Anything else goes to BenchmarkDotNet (--filter '*Merkle*').
if (args is ["load", .. var rest])
    return await Loads.RunAsync(rest);
BenchmarkSwitcher.FromAssembly(typeof(Loads).Assembly).Run(args);
return 0;
