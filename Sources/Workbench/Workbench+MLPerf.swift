import Benchmarking
import BoardProfiles
package import Failures
import Glibc
import Hardware
package import MLPerfTiny
import POSIXSerial
import VirtualLink

/// An MLPerf Tiny benchmark that a user wants to have run.
package struct MLPerfRequest: Hashable, Sendable {
  /// Where the device under test is.
  package enum Target: Hashable, Sendable {
    /// A virtual board of this name that boots this image, under a timing model or its own.
    case virtualBoard(String, imagePath: String, timing: String?)
    /// Whatever is behind this serial port.
    case port(String)
    /// The board of this profile on the probe that is meant; its image is there already.
    case probe(ProbeRequest, board: String)
  }

  package let target: Target
  /// Bits a second.
  package let baud: Int
  /// What runs, where the device does not say it.
  package let benchmark: TinyBenchmark?
  /// The directory with the data sets, or with the one.
  package let dataDirectory: String?
  /// Whether a virtual board runs as many windows as silicon must.
  package let isFull: Bool
  /// The directory that takes the session's files.
  package let folder: String

  package init(
    target: Target, baud: Int, benchmark: TinyBenchmark?, dataDirectory: String?, isFull: Bool,
    folder: String
  ) {
    self.target = target
    self.baud = baud
    self.benchmark = benchmark
    self.dataDirectory = dataDirectory
    self.isFull = isFull
    self.folder = folder
  }
}

extension Workbench {
  /// The directory of a new session, which does not exist yet: named after the time, in UTC.
  package func newSessionFolder(at time: String) -> String {
    let stem = "\(places.sessions)/\(time)"
    var folder = stem
    var number = 2
    while Files.exists(folder) {
      folder = "\(stem)-\(number)"
      number += 1
    }
    return folder
  }

  /// Runs a benchmark on a device, and writes each line of the talk to `log.txt` as it passes.
  ///
  /// `keep` is told the report whenever something was added to it.
  ///
  /// - Throws: a `Failure` when there is no device, no data set, or when the device does something
  ///   else than the protocol asks for; the log has all until then.
  package func mlperf(
    _ request: MLPerfRequest, progress: @escaping @Sendable (TinyProgress) -> Void,
    keep: @escaping @Sendable (TinyReport) -> Void
  ) async throws -> TinyReport {
    // Better known before the board is asked than after.
    if let directory = request.dataDirectory, let benchmark = request.benchmark {
      _ = try material(of: benchmark, in: directory)
    }
    let isNew = !Files.exists(request.folder)
    try Files.makeDirectory(request.folder)
    let log: SessionLog
    let connection: BoardConnection
    do {
      log = try SessionLog(path: request.folder + "/log.txt")
      connection = try await self.connection(request)
    } catch {
      // Nothing was said that a log could tell.
      if isNew { Files.remove(request.folder) }
      throw error
    }
    do {
      let report = try await converse(request, over: connection, log, progress, keep)
      await connection.close()
      return report
    } catch {
      await connection.close()
      throw error
    }
  }

  private func converse(
    _ request: MLPerfRequest, over connection: BoardConnection, _ log: SessionLog,
    _ progress: @escaping @Sendable (TinyProgress) -> Void,
    _ keep: @escaping @Sendable (TinyReport) -> Void
  ) async throws -> TinyReport {
    let limits = connection.origin == .device ? DeviceLimits() : .simulated
    let session = DeviceSession(
      connection: connection, limits: limits, clock: ContinuousClock(),
      transcript: { log.write($0.text) })
    progress(.greeting(port: connection.portPath))
    let isFresh = if case .virtualBoard = request.target { true } else { false }
    let identity = try await session.open(isFreshlyStarted: isFresh)
    let benchmark = try TinyBenchmark.choose(
      deviceModel: identity.model, asked: request.benchmark)
    progress(.identified(identity, benchmark))
    let material =
      try request.dataDirectory.map { try self.material(of: benchmark, in: $0) } ?? .synthetic
    let origin = identity.own?.origin(over: connection.origin) ?? connection.origin
    let isSimulated = origin != .device
    let isShortened = isSimulated && !request.isFull
    let rules: WindowRules =
      isShortened
      ? .shortened(isSimulated: true) : .full(benchmark, isSimulated: isSimulated)
    let empty = TinyReport(
      device: identity, benchmark: benchmark, port: connection.portPath, baud: request.baud,
      origin: origin, inputs: material.origin, rules: rules)
    let runner = TinyRunner(
      session: session, limits: limits, material: material, progress: progress)
    let report = try await runner.run(empty, keep: keep)
    try log.check()
    return report
  }

  // MARK: The device

  private func connection(_ request: MLPerfRequest) async throws -> BoardConnection {
    switch request.target {
    case .virtualBoard(let board, let imagePath, let timing):
      guard Files.exists(imagePath) else {
        throw MissingImage(path: imagePath, errno: errno)
      }
      let link = VirtualLink(
        board: board, program: try virtualBoardProgram(for: board), baud: request.baud,
        timing: timing)
      return try await link.start(imagePath: imagePath)
    case .port(let path):
      return try connection(path, SerialSettings(bauds: [request.baud]))
    case .probe(let probe, let name):
      let board = try board(named: name)
      let profiled = SerialSettings(board.serial)
      let settings = SerialSettings(
        bauds: [request.baud], dtr: profiled.dtr, rts: profiled.rts)
      return try connection(try await portPath(probe, board), settings)
    }
  }

  private func connection(
    _ path: String, _ settings: SerialSettings
  ) throws -> BoardConnection {
    let port = try POSIXSerialPort(path: path, settings: settings, dropsStaleBytes: true)
    return BoardConnection(
      port: port, portPath: path, origin: port.isPseudoTerminal ? .pseudoTerminal : .device,
      close: { await port.close() })
  }

  // MARK: The data set

  private func material(
    of benchmark: TinyBenchmark, in directory: String
  ) throws -> TinyRunner<ContinuousClock>.Material {
    let places = ["\(directory)/\(benchmark.modelName)", directory]
    let lists = places.map { "\($0)/\(DataSet.labelFile)" }
    guard let place = places.first(where: { Files.exists("\($0)/\(DataSet.labelFile)") }) else {
      throw DataSetError(path: directory, reason: .noLabels(places: lists))
    }
    let list = "\(place)/\(DataSet.labelFile)"
    var listing = stat()
    guard stat(list, &listing) == 0, listing.st_mode & S_IFMT == S_IFREG else {
      throw DataSetError(path: list, reason: .unreadable(why: "it is no regular file"))
    }
    let text = String(decoding: try Self.read(list), as: UTF8.self)
    let set = try DataSet(labels: text, at: list, for: benchmark)
    try check(set, of: benchmark, at: list) { sample in
      var information = stat()
      let path = "\(place)/\(sample.file)"
      guard stat(path, &information) == 0 else {
        throw DataSetError(path: path, reason: .unreadable(why: String(cString: strerror(errno))))
      }
      try Self.check(Int(information.st_size), sample, benchmark, path)
    }
    return TinyRunner<ContinuousClock>.Material(
      origin: .dataSet(directory: place), samples: set.samples
    ) { sample in
      let path = "\(place)/\(sample.file)"
      let bytes = try Self.read(path)
      try Self.check(bytes.count, sample, benchmark, path)
      return bytes
    }
  }

  private func check(
    _ set: DataSet, of benchmark: TinyBenchmark, at list: String,
    _ checkFile: (DataSet.Sample) throws -> Void
  ) throws {
    let needed = WindowRules.full(benchmark, isSimulated: false).windowCount
    guard set.samples.count >= needed else {
      throw DataSetError(path: list, reason: .tooFew(count: set.samples.count, needed: needed))
    }
    guard benchmark.target.metric == .top1 || Set(set.samples.map(\.label)).count == 2 else {
      throw DataSetError(path: list, reason: .oneClassOnly)
    }
    for sample in set.samples { try checkFile(sample) }
  }

  private static func check(
    _ byteCount: Int, _ sample: DataSet.Sample, _ benchmark: TinyBenchmark, _ path: String
  ) throws(DataSetError) {
    let isRight =
      sample.sliding == nil
      ? byteCount == benchmark.inputBytes : !sample.ranges(inFileOf: byteCount).isEmpty
    guard isRight else {
      throw DataSetError(
        path: path, reason: .wrongSize(bytes: byteCount, expected: benchmark.inputBytes))
    }
  }

  private static func read(_ path: String) throws(DataSetError) -> [UInt8] {
    do throws(FileFailure) {
      return try Files.read(path, limit: 64 << 20)
    } catch {
      throw DataSetError(
        path: path, reason: .unreadable(why: String(cString: strerror(error.errno))))
    }
  }
}

/// There is no image to boot.
package struct MissingImage: Failure, Hashable {
  package let path: String
  package let errno: Int32

  package var summary: String {
    "\(path): cannot read the image (\(String(cString: strerror(errno))))"
  }
  package var remedy: String? { "name an ELF file, or a raw binary for the start of the flash" }
  package var exitStatus: ExitStatus { .wrongInput }
}
