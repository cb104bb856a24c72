import BoardProfiles
import FirmwareArtifacts
import Hardware
import Measurements
import Planning

/// What a run's figures are worth.
struct EvidenceJudge {
  let evidence: Evidence
  let timingModel: TimingModel?

  /// Silicon's only when neither the link nor the chip's unique id says otherwise.
  init(_ run: CheckedRun, board: BoardProfile, built: BuiltProgram) {
    let identity = run.session.identity
    let stated: TimingModel
    switch run.origin {
    case .simulator(let model, let version, let parameters):
      stated = TimingModel(name: model, version: version, parameterHash: parameters)
    case .pseudoTerminal,
      .device where identity.isVirtual:
      stated = TimingModel(tag: identity.timingModel) ?? .unstated
    case .device:
      evidence = .measured
      timingModel = nil
      return
    }
    evidence = .simulated
    timingModel = stated.claiming(on: board, built)
  }
}

extension TimingModel {
  /// Something that is no silicon and does not say what it counts.
  static let unstated = TimingModel(name: "unstated", version: "0")

  /// The model that a virtual chip states, or `nil` where it states none: `m7/1/0123456789ab`, the
  /// last part twelve digits of the hash of its parameters, which older chips do not state.
  init?(tag: String) {
    let parts = tag.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    let hash = parts.count == 3 ? parts[2] : nil
    if let hash, hash.wholeMatch(of: /[0-9a-f]{12}/) == nil { return nil }
    self.init(name: parts[0], version: parts[1], parameterHash: hash)
  }

  /// The same model with what it may claim for what was built and run on a board.
  func claiming(on board: BoardProfile, _ built: BuiltProgram) -> TimingModel {
    let claim = board.claim(
      model: name, version: version, parameters: parameterHash, built: built)
    return TimingModel(
      name: name, version: version, parameterHash: parameterHash,
      claim: AccuracyClaim(claim, of: self))
  }
}

extension AccuracyClaim {
  init(_ claim: TimingClaim, of model: TimingModel) {
    switch claim {
    case .row(let row, let limit):
      let label: Label =
        switch row.label {
        case .checked: .checked
        case .simulated: .simulated
        case .estimate: .estimate
        }
      self.init(
        row: row.name, text: row.text, label: label, totalErrorPercent: row.totalErrorPercent,
        layerErrorPercent: row.layerErrorPercent,
        rankingLimitPercent: row.label == .estimate ? nil : limit)
    case .unknownModel where model.name == "instructions":
      self = .nothing(
        "one cycle per instruction orders layers roughly; not the latency of any chip")
    case .unknownModel:
      self = .nothing("nothing was held against silicon for this timing model on this board")
    case .unknownParameters:
      self = .nothing(
        "this version or parameter set of the timing model was not held against silicon")
    }
  }
}

extension BuiltProgram {
  /// What claims depend on in an image, its plan and its run.
  init(plan: ExecutionPlan, image: FirmwareImage, run: CheckedRun) {
    let board = plan.board
    func regions(of name: String) -> Set<String> {
      Set(
        image.sections.filter { $0.name == name && $0.byteCount > 0 }
          .map { board.region(at: $0.address)?.name ?? "unnamed" })
    }
    let expected = board.clock.readBack
    let registers = run.session.identity.registers
    self.init(
      // GCC without such a flag does not optimise.
      optimisation: image.flags.last { $0.hasPrefix("-O") } ?? "-O0",
      codeRegions: regions(of: ".text"),
      constantRegions: regions(of: ".rodata").union(plan.layers.compactMap(\.weightCopy?.region)),
      activationBytes: Dictionary(
        plan.arenas.map { ($0.region, $0.byteCount) }, uniquingKeysWith: +),
      // The firmware template masks interrupts in a window and starts no DMA.
      isQuiet: true,
      isSetAsProfiled: registers.count == expected.count
        && zip(expected, registers).allSatisfy { $0.value & $0.mask == $1 & $0.mask },
      cores: board.usedCores)
  }
}

extension BoardProfile {
  fileprivate func region(at address: UInt32) -> MemoryRegion? {
    memory.first { (Int($0.origin)..<Int($0.origin) + $0.bytes).contains(Int(address)) }
  }
}
