import Architectures

extension ModelFactors {
  /// What a name by the CNN Analyzer's scheme tells; nothing of any other name.
  package init(name: String) {
    self.init()
    guard let name = try? VariationName(parsing: name) else { return }
    // Several names of one architecture are one.
    architecture = name.architecture?.name ?? name.base
    alpha = name.alpha
    resolution = name.resolution
    channels = name.channels
    classes = name.classes
    let codes = name.codes.map { $0.code + $0.valueText } + name.tags.map { "." + $0 }
    variation = codes.isEmpty ? nil : codes.joined()
  }
}
