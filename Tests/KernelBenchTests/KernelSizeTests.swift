import KernelBench
import MCUBenchTestSupport
import Planning
import Testing

/// What the kernels take of the flash.
@Suite(.enabled(if: TestImage.hasCompiler, "arm-none-eabi-gcc is not installed"))
struct KernelSizeTests {
  @Test(arguments: [("vww", 24), ("ic", 24), ("kws", 24), ("ad", 16), ("paper07", 24)])
  func linksTheKernelsOfANetworkInSoManyKibibytes(network: String, limit: Int) async throws {
    let table = try LayerTable.load(root: TestImage.root)
    let image = try await TestImage.image
    let kernels = Set(
      try #require(table.networks[network]).layers.map { name in
        let bench = try table.layer(named: name).benchCase()
        return ChosenCall(bench, for: image.board, wantsReference: false).call.symbol
      }
    ).sorted()
    try await withTemporaryDirectory { directory in
      let bare = try await KernelImage.build(
        root: TestImage.root, buildRoot: directory, symbols: [])
      let linked = try await KernelImage.build(
        root: TestImage.root, buildRoot: directory, symbols: kernels)
      let bytes = linked.codeBytes - bare.codeBytes
      #expect((1..<limit * 1024).contains(bytes), "\(kernels): \(bytes) B")
    }
  }
}
