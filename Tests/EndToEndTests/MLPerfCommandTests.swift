import Foundation
import MCUBenchTestSupport
import Synchronization
import Testing

/// `mcubench mlperf` on a device that the test plays.
@Suite struct MLPerfCommandTests {
  private func json(_ text: String) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private func file(_ folder: String, _ name: String) throws -> String {
    try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
  }

  @Test func printsTheWindowAndLeavesTheSession() async throws {
    try await Sandbox.with { home in
      let device = try PlayedDevice(.keywords)
      let outcome = try await home.run(["mlperf", "--port", device.path])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let lines = outcome.output.split(separator: "\n")
      #expect(lines.first == "kws01 on fake at \(device.path), 115200 baud")
      #expect(
        lines.contains("     1  synthetic 0          57  1055254  2105080    1.050  54.295"))
      #expect(outcome.output.contains("Latency   18.418 ms, by the median throughput of 54.295"))
      #expect(outcome.output.contains("Evidence  simulated: behind a pseudo-terminal"))
      #expect(outcome.output.contains("Note      shortened: "))
      #expect(outcome.output.contains("Note      synthetic_inputs: "))
      #expect(outcome.errors.contains("fake runs kws01\n"))
      let sessions = home.directory + "/data/mcubench/mlperf"
      let names = try FileManager.default.contentsOfDirectory(atPath: sessions)
      let folder = try #require(names.first)
      #expect(names.count == 1)
      #expect(folder.wholeMatch(of: /\d{8}T\d{6}Z/) != nil)
      #expect(outcome.output.contains("Session   \(sessions)/\(folder)"))
      let log = try file("\(sessions)/\(folder)", "log.txt")
      #expect(log.contains(" > name%\n"))
      #expect(log.contains(" < m-results-[0,0,0,0,0,0.929,0,0,0,0,0,0.066]\n"))
      let text = try file("\(sessions)/\(folder)", "results.txt")
      #expect(text.contains("Median throughput is     54.295 inf./sec.\n"))
      #expect(text.contains("mcubench: Evidence: simulated"))
    }
  }

  @Test func runsFiveWindowsOfTenSecondsWhenAskedTo() async throws {
    try await Sandbox.with { home in
      let device = try PlayedDevice(.keywords)
      let folder = home.directory + "/session"
      let outcome = try await home.run(
        ["mlperf", "--port", device.path, "--full", "--json", "--output", folder])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let document = try json(outcome.output)
      #expect(document["schema"] as? String == "mcubench.mlperf/1")
      #expect(document["evidence"] as? String == "simulated")
      #expect(document["timing_model"] is NSNull)
      #expect(document["inputs"] as? String == "synthetic")
      #expect(document["windows"] as? Int == 5)
      #expect(document["shortened"] as? Bool == false)
      let latency = try #require(document["latency_ms"] as? Double)
      #expect(abs(latency - 18.418) < 0.001)
      let results = try #require(document["results"] as? [[String: Any]])
      let windows = results.compactMap { $0["infer"] as? [String: Any] }
      #expect(windows.count == 5)
      for window in windows {
        #expect(window["elapsed_time"] as? Int ?? 0 >= 10_000_000)
        #expect(window["warmups"] as? Int == 10)
      }
      // The file is the list alone, as the suite's own runner writes it.
      let written =
        try JSONSerialization.jsonObject(
          with: Data(try file(folder, "results.json").utf8)) as? [[String: Any]]
      #expect(written as NSArray? == results as NSArray)
    }
  }

  /// Writes a data set of six samples whose first byte is what the device takes for the class.
  private func writeKeywords(
    to folder: String, labels: [Int] = [0, 1, 2, 3, 4, 4]
  ) throws -> String {
    let place = folder + "/kws01"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    var list = ""
    for (number, label) in labels.enumerated() {
      list += "s\(number).bin,12,\(label)\n"
      try Data([UInt8](repeating: UInt8(number), count: 490)).write(
        to: URL(filePath: "\(place)/s\(number).bin"))
    }
    try Data(list.utf8).write(to: URL(filePath: place + "/y_labels.csv"))
    return folder
  }

  @Test func scoresTheAnswersToADataSet() async throws {
    try await Sandbox.with { home in
      var played = EEMBCDevice.keywords
      played.results = { input in
        (0..<12).map { $0 == Int(input.first ?? 0) ? "0.9" : "0.01" }.joined(separator: ",")
      }
      let device = try PlayedDevice(played)
      let data = try writeKeywords(to: home.directory + "/datasets")
      let folder = home.directory + "/session"
      // The directory above the set, and the set itself.
      for place in [data, data + "/kws01"] {
        let outcome = try await home.run(
          ["mlperf", "--port", device.path, "--data", place, "--output", folder])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(
          outcome.output.contains("Quality   top-1 83.3 % of 6 samples, target 90 % NOT met"))
        #expect(outcome.output.contains("Inputs    data set \(data)/kws01"))
        #expect(!outcome.output.contains("synthetic"))
      }
      let results =
        try JSONSerialization.jsonObject(
          with: Data(try file(folder, "results.json").utf8)) as? [[String: Any]]
      #expect(results?.map { $0["mode"] as? String } == ["p"] + [String](repeating: "a", count: 6))
      #expect(results?.last?["file"] as? String == "s5.bin")
      #expect(results?.last?["class"] as? String == "4")
      #expect(try file(folder, "results.txt").contains("Top-1: 83.3%\n"))
    }
  }

  @Test func refusesADataSetBeforeAskingTheDevice() async throws {
    try await Sandbox.with { home in
      let data = try writeKeywords(to: home.directory + "/datasets")
      func run(_ place: String, _ benchmark: String = "kws") async throws -> ProgramOutcome {
        try await home.run(
          ["mlperf", "--port", "/nowhere", "--benchmark", benchmark, "--data", place])
      }
      let cases: [(place: String, benchmark: String, complaint: String)] = [
        (home.directory, "kws", "no data set: there is no \(home.directory)/kws01/y_labels.csv"),
        (data, "vww", "no data set"),
        (data + "/kws01", "vww", "y_labels.csv: line 1: vww01 has 2 classes"),
      ]
      for (place, benchmark, complaint) in cases {
        let outcome = try await run(place, benchmark)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains(complaint), "\(outcome.errors)")
      }
      try Data([1, 2]).write(to: URL(filePath: data + "/kws01/s3.bin"))
      let short = try await run(data)
      #expect(short.errors.contains("s3.bin: the file has 2 bytes instead of 490"))
      try FileManager.default.removeItem(atPath: data + "/kws01/s5.bin")
      try Data([UInt8](repeating: 0, count: 490)).write(to: URL(filePath: data + "/kws01/s3.bin"))
      let absent = try await run(data)
      #expect(absent.errors.contains("s5.bin: cannot read it (No such file or directory)"))
      #expect(absent.status == 2)
    }
  }

  @Test func refusesWhatContradictsItself() async throws {
    try await Sandbox.with { home in
      let device = try PlayedDevice(.keywords)
      let refusals: [([String], String)] = [
        ([], "name the device with --board, or its serial port with --port"),
        (["--image", "x.bin"], "name the device with --board"),
        (["--port", device.path, "--image", "x.bin"], "--image needs --board"),
        (["--board", "stm32f746g", "--image", "x.bin", "--probe", "1"], "takes no --port"),
        (["--port", device.path, "--benchmark", "sww"], "'sww' is invalid"),
        (["--port", device.path, "--baud", "0"], "--baud takes a positive number"),
        (["--board", "stm32f746g", "--image", home.directory + "/x"], "cannot read the image"),
        (["--board", "none"], "none"),
        (["--port", device.path, "--timing", "m7"], "--timing is for the virtual board"),
        (
          ["--port", device.path, "--benchmark", "vww"],
          "the device says it runs kws01, --benchmark says vww"
        ),
      ]
      for (flags, complaint) in refusals {
        let outcome = try await home.run(["mlperf"] + flags)
        #expect(outcome.status == 2, "\(flags): \(outcome.errors)")
        #expect(outcome.errors.contains(complaint), "\(flags): \(outcome.errors)")
      }
      let absent = try await home.run(["mlperf", "--port", home.directory + "/none"])
      #expect(absent.status == 1)
      #expect(absent.errors.contains("class: probe\n"))
    }
  }

  @Test func needsTheBenchmarkWhereTheModelIsUnknown() async throws {
    try await Sandbox.with { home in
      var played = EEMBCDevice.keywords
      played.model = "mine"
      let device = try PlayedDevice(played)
      let refused = try await home.run(["mlperf", "--port", device.path])
      #expect(refused.status == 2)
      #expect(refused.errors.contains("try: say it with --benchmark vww, ic, kws or ad"))
      let run = try await home.run(["mlperf", "--port", device.path, "--benchmark", "kws"])
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("Note      benchmark_unproven"))
    }
  }

  /// A device that answers the first inferences and then does something else.
  private func device(
    after count: Int, _ answer: @escaping @Sendable ([String]) -> [String]?
  ) throws -> PlayedDevice {
    var played = EEMBCDevice.keywords
    let seen = Mutex(0)
    played.answer = { command, usual in
      guard command.hasPrefix("infer") else { return usual }
      let number = seen.withLock { seen in
        seen += 1
        return seen
      }
      return number > count ? answer(usual) : usual
    }
    return try PlayedDevice(played)
  }

  @Test func keepsWhatWasMeasuredWhenTheDeviceGoesAway() async throws {
    try await Sandbox.with { home in
      // Two trials and two windows; it hangs up in the third.
      let device = try device(after: 4) { _ in nil }
      let folder = home.directory + "/session"
      let outcome = try await home.run(
        ["mlperf", "--port", device.path, "--full", "--output", folder])
      #expect(outcome.status == 1)
      #expect(outcome.output.isEmpty)
      #expect(outcome.errors.contains("the line hung up (command 'infer "), "\(outcome.errors)")
      #expect(outcome.errors.contains("class: probe\n"))
      #expect(outcome.errors.contains("what was said until then is in \(folder)\n"))
      let results =
        try JSONSerialization.jsonObject(
          with: Data(try file(folder, "results.json").utf8)) as? [[String: Any]]
      #expect(results?.count == 2)
      #expect(try file(folder, "log.txt").split(separator: "\n").last?.contains("> infer ") == true)
    }
  }

  @Test func keepsWhatWasMeasuredWhenItIsInterrupted() async throws {
    try await Sandbox.with { home in
      let device = try device(after: 3) { Array($0.prefix(3)) }
      let folder = home.directory + "/session"
      let run = try home.start(
        ["mlperf", "--port", device.path, "--full", "--output", folder])
      let deadline = ContinuousClock.now + .seconds(60)
      while !run.errorsSoFar.contains("window 2 of 5"), ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(5))
      }
      run.send(signal: SIGINT)
      let outcome = await run.outcome(within: .seconds(20))
      #expect(!outcome.isOverdue)
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("error: interrupted"), "\(outcome.errors)")
      let results =
        try JSONSerialization.jsonObject(
          with: Data(try file(folder, "results.json").utf8)) as? [[String: Any]]
      #expect(results?.count == 1)
      await home.expectNoSurvivors()
    }
  }

  @Test func saysWhatAHostileDeviceDoes() async throws {
    let misdeeds: [(@Sendable ([String]) -> [String], complaint: String)] = [
      ({ $0.filter { !$0.hasPrefix("m-lap") } }, "lacks m-lap-us- (0 of 2 came)"),
      ({ ["m-lap-us-9000000", "m-lap-us-8000000"] + $0.suffix(2) }, "cannot be of a window"),
      ({ _ in ["e-[Inference iterations must be >0]", "m-ready"] }, "refused the command"),
      ({ _ in ["m-results-[nan]", "m-lap-us-1", "m-lap-us-2", "m-ready"] }, "no finite number"),
      ({ _ in ["m-init-done", "m-ready"] }, "started anew"),
      ({ _ in [String(repeating: "x", count: 1_100_000)] }, "did not end its answer"),
    ]
    for (answer, complaint) in misdeeds {
      try await Sandbox.with { home in
        let device = try device(after: 0) { answer($0) }
        let outcome = try await home.run(["mlperf", "--port", device.path], within: .seconds(60))
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains(complaint), "\(outcome.errors)")
        #expect(outcome.errors.contains("\ntry: "))
      }
    }
  }
}

/// `mcubench mlperf` on the board of a probe.
@Suite(.enabled(if: VirtualBench.isAvailable, "umockdev is not installed"))
struct MLPerfOverUSBTests {
  @Test func takesThePortOfTheBoardsProbe() async throws {
    try await Sandbox.with { home in
      let device = try PlayedDevice(.keywords)
      let bench = try VirtualBench(
        [.init(plug: ["tty=\(device.path)"], hasPort: false)], in: home.directory)
      defer { bench.end() }
      let outcome = try await home.run(["mlperf", "--board", "stm32f746g"], on: bench)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("Latency   18.418 ms"))
      #expect(outcome.output.contains("Evidence  simulated"))
      // Nothing is flashed: the device runs its firmware already.
      #expect(device.device.commands.first == "name")
    }
  }

  @Test(arguments: [
    ["--board", "nucleo-g0b1re", "--timing", "m7"], ["--board", "stm32f746g", "--timing", "m8"],
    ["--board", "stm32f746g"],
  ])
  func anImageThatCannotStartIsWrongInputAndLeavesNoSession(flags: [String]) async throws {
    try await Sandbox.with { home in
      let image = home.directory + "/image.elf"
      try Data([0x7F, 0x45, 0x4C, 0x46]).write(to: URL(filePath: image))
      let outcome = try await home.run(["mlperf", "--image", image] + flags)
      #expect(outcome.status == 2, "\(outcome.errors)")
      #expect(outcome.errors.contains("try: "))
      let sessions = home.directory + "/data/mcubench/mlperf"
      let left = (try? FileManager.default.contentsOfDirectory(atPath: sessions)) ?? []
      #expect(left == [])
    }
  }

  @Test func saysThatNoBoardIsThere() async throws {
    try await Sandbox.with { home in
      let bench = try VirtualBench([], in: home.directory)
      let outcome = try await home.run(["mlperf", "--board", "stm32f746g"], on: bench)
      #expect(outcome.status != 0)
      #expect(outcome.errors.contains("class: probe\n"), "\(outcome.errors)")
    }
  }
}
