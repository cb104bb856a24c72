import Hardware
import MCUBenchTestSupport
import MLPerfTiny
import Testing

@Suite struct OwnFirmwareTests {
  private typealias Origin = BoardConnection.Origin
  private static let stated = Origin.simulator(
    timingModel: "m7", version: "1", parameters: "0123456789ab")

  private static func firmware(uniqueID: String, timingModel: String) -> OwnFirmware? {
    OwnFirmware([.own("unique-id", uniqueID), .own("timing-model", timingModel)])
  }

  @Test(
    arguments: [
      ("4d43554256495254aabbccdd", "m7/1/0123456789ab", Origin.device, stated),
      ("4d43554256495254aabbccdd", "m7/1/0123456789ab", .pseudoTerminal, stated),
      (
        "4d43554256495254aabbccdd", "instructions/1", .pseudoTerminal,
        .simulator(timingModel: "instructions", version: "1", parameters: nil)
      ),
      // Whatever it says, a virtual chip is no silicon.
      ("4D43554256495254aabbccdd", "", .device, .pseudoTerminal),
      ("001122334455", "what", .device, .pseudoTerminal),
      ("001122334455", "a//c", .device, .pseudoTerminal),
      ("001122334455", "", .device, .device),
      ("001122334455", "", .pseudoTerminal, .pseudoTerminal),
      ("", "", .device, .device),
    ] as [(String, String, Origin, Origin)])
  private func tellsWhereTheTimesComeFrom(
    uniqueID: String, timingModel: String, link: Origin, origin: Origin
  ) {
    let firmware = Self.firmware(uniqueID: uniqueID, timingModel: timingModel)
    #expect((firmware?.origin(over: link) ?? link) == origin)
  }

  @Test func believesTheBoardThatWasStartedHereOverTheChip() {
    let started = Origin.simulator(timingModel: "m7", version: "2", parameters: nil)
    let firmware = Self.firmware(uniqueID: "", timingModel: "m7/1")
    #expect(firmware?.origin(over: started) == started)
  }

  @Test func asksOwnFirmwareWhatItIs() async throws {
    var device = EEMBCDevice.keywords
    device.own = [
      "m-mcub-build-[00ff]", "m-mcub-board-[stm32f746g]", "m-mcub-unique-id-[0102]",
      "m-mcub-timing-model-[]", "m-mcub-core-hertz-[216000000]", "m-mcub-register-[40023800 1]",
    ]
    let report = try await runBenchmark(
      on: DevicePort(device), rules: .shortened(isSimulated: true), origin: .pseudoTerminal
    ).report
    let own = try #require(report.device.own)
    #expect((own.buildID, own.board, own.uniqueID) == ("00ff", "stm32f746g", "0102"))
    #expect(own.coreHertz == 216_000_000)
    #expect(own.timingModel == nil)
  }

  @Test func takesFirmwareThatDoesNotKnowTheVerbAsItIs() async throws {
    for answer in [["e-[Unknown command: mcub]", "m-ready"], ["m-ready"], []] {
      var device = EEMBCDevice.keywords
      device.answer = { command, usual in command == "mcub" ? answer : usual }
      var limits = DeviceLimits.brief
      limits.silence = .milliseconds(300)
      let report = try await runBenchmark(
        on: DevicePort(device), rules: .shortened(isSimulated: true), limits: limits,
        origin: .pseudoTerminal
      ).report
      #expect(report.device.own == nil)
      #expect(report.windows.count == 1)
    }
  }
}
