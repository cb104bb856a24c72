import WireRecords

extension FakeBoard {
  /// What the firmware is and does.
  package struct Firmware: Sendable {
    package var board = "stm32f746g"
    package var buildID = [UInt8](repeating: 0xab, count: 16)
    package var coreHertz: UInt32 = 216_000_000
    package var uniqueID = Array("MCUBVIRT0001".utf8)
    package var protocolVersion = WireTable.protocolVersion
    package var inputBytes = [4]
    package var outputBytes = [2]
    package var keepsInputs = true
    package var registers: [UInt32] = []
    /// Cycles by layer, for each inference since start-up.
    package var layerCycles: @Sendable (_ inference: Int) -> [UInt64] = { _ in [100, 200, 300] }
    package var layerCount = 3
    /// Marks of an inference's windows, a bit a layer: interrupts that waited, and counts that the
    /// second timer contradicts.
    package var marks: @Sendable (_ inference: Int) -> (UInt32, UInt32) = { _ in (0, 0) }
    /// Cycles and ticks of a microsecond since start-up, for each time that they are asked for.
    package var clocks: @Sendable (_ reading: Int) -> (cycles: UInt64, ticks: UInt64) = { reading in
      (54_000_000 * UInt64(reading + 1), 250_000 * UInt64(reading + 1))
    }
    /// Runs whose samples are still held for a second asking.
    package var holdsSamples = true
    /// Speeds that it steps through when what it hears is broken.
    package var bauds = [921_600]
    /// The CRC-32 of so many bytes of the flash from an address on, or `nil` where there is none.
    package var checksum: @Sendable (_ address: UInt32, _ byteCount: UInt32) -> UInt32? = { _, _ in
      nil
    }
    /// What the network computes.
    package var network: @Sendable ([[UInt8]]) -> [[UInt8]] = { inputs in
      [Array(inputs.joined().prefix(2).map { $0 &+ 1 })]
    }

    package init() {}
  }
}
