import Foundation
import MCUBenchTestSupport
import UF2Files

/// A home whose only board is a Pico without firmware, and an image that says `OK` on its UART0.
struct PicoHome {
  let directory: String

  static func with<Value>(_ work: (PicoHome) async throws -> Value) async throws -> Value {
    try await withTemporaryDirectory { directory in
      let home = PicoHome(directory: directory)
      try home.prepare()
      return try await work(home)
    }
  }

  var image: String { directory + "/image.bin" }
  var uf2: String { directory + "/image.uf2" }

  /// Flags and places for every command.
  func flash(_ image: String, _ rest: [String] = []) -> [String] {
    ["flash", image, "--board", "pico", "--home", directory + "/product"] + rest
  }

  var environment: [String: String?] {
    [
      "HOME": directory, "XDG_DATA_HOME": nil, "XDG_CACHE_HOME": nil, "XDG_CONFIG_HOME": nil,
      "MCUBENCH_RIG": nil, "MCUBENCH_CACHE": nil, "MCUBENCH_HOME": nil,
    ]
  }

  /// Three sectors: the second stage, and bytes that nothing executes.
  static let bytes: [UInt8] = {
    let filler = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 * 31 + $0 / 256) }
    return secondStage + filler
  }()

  /// A second stage that is the whole program, position-independent Armv6-M.
  ///
  ///     RESETS + 0x3000 (clear) = UART0 | PADS_BANK0 | IO_BANK0; CLK_PERI_CTRL = ENABLE;
  ///     GPIO0_CTRL = GPIO1_CTRL = 2; UARTIBRD = 1; UARTLCR_H = 0x70; UARTCR = 0x301;
  ///     UARTDR = 'O'; UARTDR = 'K'; for (;;) {}
  private static let secondStage: [UInt8] = {
    let code =
      "0a480b4901600b480b4901600b480221016081600a48012141627021c162094901634f2101604b210160fee7"
      + "00f0004020014000488000400008000004400140" + "0040034001030000"
    var bytes = stride(from: 0, to: code.count, by: 2).compactMap { place in
      let start = code.index(code.startIndex, offsetBy: place)
      return UInt8(code[start..<code.index(start, offsetBy: 2)], radix: 16)
    }
    bytes += [UInt8](repeating: 0, count: 252 - bytes.count)
    let sum = BootBlock.checksum(bytes)
    return bytes + [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: sum >> $0) }
  }()

  private func prepare() throws {
    let files = FileManager.default
    let checkout = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    for folder in ["product/boards", "product/Sources"] {
      try files.createDirectory(
        atPath: "\(directory)/\(folder)", withIntermediateDirectories: true)
    }
    for path in ["firmware-template", "Sources/CKernels"] {
      try files.createSymbolicLink(
        atPath: "\(directory)/product/\(path)",
        withDestinationPath: checkout.appending(path: path).path)
    }
    try Data(Self.profile.utf8).write(to: URL(filePath: directory + "/product/boards/pico.yaml"))
    try Data(Self.bytes).write(to: URL(filePath: image))
    let sectors = try SectorImage(
      [SectorImage.Segment(address: 0x1000_0000, bytes: Self.bytes)],
      flash: 0x1000_0000..<0x1020_0000)
    try Data(UF2File.bytes(of: sectors)).write(to: URL(filePath: uf2))
  }

  private static let profile = """
    name: pico
    title: Raspberry Pi Pico
    chip: RP2040
    core: { name: cortex-m0plus }
    clock: { coreHertz: 125000000, source: crystal, readBack: [] }
    memory:
      - { name: sram, origin: 0x20000000, bytes: 204800, kind: arena, reservedBytes: 4096 }
      - { name: flash, origin: 0x10000000, bytes: 2097152, kind: flash, reservedBytes: 0 }
    serial: { baud: 921600, fallbackBauds: [], dtr: keep, rts: keep, route: an adapter on GP0 }
    flashing:
      tool: picoboot
      otherTools: [uf2]
      probe: cmsis-dap
      target: target/rp2040.cfg
      limitSeconds: 60
      restores: []
    """
}
