import Foundation
import GRDB
import MCUBenchTestSupport
import Testing

/// `calibrate` with boards on USB, each firmware flashed over their probe.
@Suite(
  .enabled(if: VirtualBench.isAvailable, "umockdev is not installed"),
  .enabled(if: StockTool.openOCD != nil, "openocd is not installed"),
  .enabled(if: StockTool.compiler != nil, "arm-none-eabi-gcc is not installed"))
struct CalibrateOverUSBTests {
  private static let tiny = [
    "calibrate", "--board", "stm32f746g", "--shapes", "3", "--firmware-layers", "2",
  ]

  @Test func flashesEachFirmwareAndNeverGoesOnWithAnotherBoard() async throws {
    try await Sandbox.with { home in
      let bench = try VirtualBench(
        [VirtualBench.Wish(["--serial", "066FAA"])], others: [], in: home.directory)
      defer { bench.end() }
      let outcome = try await home.run(Self.tiny, on: bench)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains("firmware 2: 3 of 3 shapes"), "\(outcome.errors)")
      // A virtual chip says so, whatever the way to it.
      #expect(outcome.output.contains("  Evidence  simulated (m7 v"), "\(outcome.output)")

      // As if it had ended before its last step; now no board is attached.
      let store = try DatabaseQueue(path: home.store)
      try await store.write { database in
        #expect(
          try String.fetchAll(database, sql: "SELECT link || ' ' || state FROM calibration")
            == ["probe done"])
        try database.execute(sql: "UPDATE calibration SET state = 'open'")
      }
      try store.close()
      let gone = try await home.run(Self.tiny)
      #expect(gone.status == 1, "\(gone.errors)")
      #expect(gone.errors.contains("a calibration of a real stm32f746g was begun and not ended"))
      #expect(gone.errors.contains("try: attach it to go on, or take a virtual board"))

      let again = try await home.run(Self.tiny, on: bench)
      #expect(again.status == 0, "\(again.errors)")
      #expect(again.errors.contains("going on with the calibration of "))
      #expect(!again.errors.contains("firmware 1: "))
    }
  }
}
