import Architectures
import ArgumentParser
import VariationFactory

/// The flags that say which variations of an architecture; each takes several values.
struct FactorOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Width multiplier.", valueName: "values"))
  var alpha: String?

  @Option(help: ArgumentHelp("Height and width of the input in pixels.", valueName: "values"))
  var resolution: String?

  @Option(help: ArgumentHelp("Channels of the input.", valueName: "values"))
  var channels: String?

  @Option(help: ArgumentHelp("Classes of the output.", valueName: "values"))
  var classes: String?

  @Option(help: ArgumentHelp("Repeated blocks of MobileNet v1.", valueName: "values"))
  var loop: String?

  @Option(help: ArgumentHelp("Channels of the last convolution.", valueName: "values"))
  var last: String?

  @Option(help: ArgumentHelp("Channels of the last but one convolution.", valueName: "values"))
  var penultimate: String?

  @Option(
    help: ArgumentHelp(
      "Second width multiplier, of MobileNet v1's repeated blocks and the one before.",
      discussion: "With it, last and penultimate are channel counts; without, alpha scales them.",
      valueName: "values"))
  var beta: String?

  @Option(help: ArgumentHelp("Expansion t of MobileNet v2.", valueName: "values"))
  var expansion: String?

  @Option(help: ArgumentHelp("Groups of ShuffleNet v1.", valueName: "values"))
  var groups: String?

  @Option(help: ArgumentHelp("Divisor of a squeeze-excite's channels.", valueName: "values"))
  var squeeze: String?

  @Option(help: ArgumentHelp("Channels of ShuffleNet v2's first convolution.", valueName: "values"))
  var first: String?

  @Option(help: "The classifier: MV1, MV3 or GAP.")
  var head: Head?

  @Option(
    help: "Whether alpha scales MobileNet v1's last and penultimate: scaled or absolute.")
  var tail: TailReading?

  @Option(help: "Fixes the weights and the images that the ranges are taken from.")
  var seed: UInt64 = 1

  private var texts: [(Factor, String?)] {
    [
      (.alpha, alpha), (.resolution, resolution), (.channels, channels), (.classes, classes),
      (.loop, loop), (.last, last), (.penultimate, penultimate), (.beta, beta),
      (.expansion, expansion), (.groups, groups), (.squeeze, squeeze), (.first, first),
    ]
  }

  /// The variations of the architecture or the name, every combination of the values.
  ///
  /// - Throws: `VariationNameError`, `FactorListError` or `FactorError`, each naming what is wrong.
  func variations(of what: String) throws -> [Variation] {
    var grid: FactorGrid
    if let architecture = Architecture.named(what) {
      grid = FactorGrid(architecture)
    } else if what.contains("_") {
      let request = try VariationName(parsing: what).request()
      grid = FactorGrid(request.architecture, base: request.factors)
    } else {
      throw VariationNameError(
        what, .unknownBase(what, known: Architecture.catalog.map(\.name)))
    }
    for (factor, text) in texts {
      if let text { try grid.set(factor, to: text) }
    }
    if let head { grid.base.head = head }
    if let tail { grid.base.tail = tail }
    return try grid.variations(seed: seed)
  }
}

extension Head: ExpressibleByArgument {}
extension TailReading: ExpressibleByArgument {}
