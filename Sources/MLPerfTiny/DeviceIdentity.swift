package import Hardware

/// What a device says about itself.
package struct DeviceIdentity: Hashable, Sendable {
  /// `nil` where it answers the question with nothing that is a name.
  package let name: String?
  /// The firmware's name and version.
  package let profile: String?
  /// `vww01`, or whatever the firmware calls its model.
  package let model: String?
  /// What only this project's own firmware says.
  package let own: OwnFirmware?

  package init(name: String?, profile: String?, model: String?, own: OwnFirmware? = nil) {
    self.name = name
    self.profile = profile
    self.model = model
    self.own = own
  }
}

/// What this project's own firmware answers to `mcub`.
package struct OwnFirmware: Hashable, Sendable {
  /// The build's hash, hexadecimal.
  package let buildID: String?
  /// The board profile's name.
  package let board: String?
  /// The chip's unique id, hexadecimal.
  package let uniqueID: String?
  package let coreHertz: Int?
  /// What counts a virtual chip's cycles, as name, version and hash with slashes between; `nil` on
  /// silicon.
  package let timingModel: String?

  /// Reads an answer; `nil` where it is another firmware's.
  package init?(_ lines: [DeviceLine]) {
    var values: [String: String] = [:]
    for case .own(let name, let value) in lines where !value.isEmpty { values[name] = value }
    guard !values.isEmpty else { return nil }
    buildID = values["build"]
    board = values["board"]
    uniqueID = values["unique-id"]
    coreHertz = values["core-hertz"].flatMap { Int($0) }
    timingModel = values["timing-model"]
  }

  /// Where the times come from, as far as the link knows and the chip says.
  ///
  /// A virtual chip's unique id spells `MCUBVIRT`; behind any link it is no silicon.
  package func origin(over link: BoardConnection.Origin) -> BoardConnection.Origin {
    if case .simulator = link { return link }
    let words = (timingModel ?? "").split(separator: "/", omittingEmptySubsequences: false)
    if (2...3).contains(words.count), words.allSatisfy({ !$0.isEmpty }) {
      return .simulator(
        timingModel: String(words[0]), version: String(words[1]),
        parameters: words.count == 3 ? String(words[2]) : nil)
    }
    let mark = "MCUBVIRT".utf8.map { String($0, radix: 16) }.joined()
    let isVirtual = timingModel != nil || uniqueID?.lowercased().hasPrefix(mark) == true
    return link == .device && isVirtual ? .pseudoTerminal : link
  }
}
