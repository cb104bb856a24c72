import ArgumentParser
import BenchDaemon
import BoardProfiles
import Failures
import Foundation
import Lab
import ResultStore
import Workbench

/// `mcubenchd --rig FILE`: works off the queue until it is asked to stop.
struct RunDaemon: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Work off the queue with the boards of a rig (default).",
    discussion: """
      SIGTERM and SIGINT stop it gracefully: it takes nothing more up, running jobs finish within \
      the rig's time of grace or go back to the queue. A second signal ends it at once; what it \
      held is taken back when it starts again.
      """)

  @Option(
    help: ArgumentHelp(
      "The rig file: boards, suites, service.",
      discussion: "Default: $MCUBENCH_RIG, else $XDG_CONFIG_HOME/mcubench/rig.yaml.",
      valueName: "file"))
  var rig: String?

  @Option(
    help: ArgumentHelp(
      "The results' SQLite file, with the queue in it.",
      discussion: "Default: $MCUBENCH_STORE, else $XDG_DATA_HOME/mcubench/results.sqlite.",
      valueName: "file"))
  var store: String?

  @Option(
    help: ArgumentHelp(
      "The directory of built objects.",
      discussion: "Default: $MCUBENCH_CACHE, else $XDG_CACHE_HOME/mcubench.", valueName: "dir"))
  var cache: String?

  @Option(
    help: ArgumentHelp(
      "The directory with boards/, firmware-template/ and the kernels.",
      discussion: "Default: $MCUBENCH_HOME, else beside the program, else the checkout.",
      valueName: "dir"))
  var home: String?

  @Option(
    help: ArgumentHelp(
      "Listen here instead of at the rig's service.listen: 127.0.0.1:8460.",
      discussion: "Port 0 takes one that is free; the log says which.", valueName: "address"))
  var listen: String?

  @Flag(help: "Only look over the rig file and what it names, and say what is there.")
  var check = false

  func validate() throws {
    if let listen, RigService(listen: listen).address == nil {
      throw ValidationError("'--listen' takes an address and a port: 127.0.0.1:8460.")
    }
  }

  func run() async throws {
    let environment = ProcessInfo.processInfo.environment
    let places = Places(store: store, cache: cache, environment: environment)
    let path = rig ?? places.namedRig ?? places.userRig
    let rig = try Rig.load(path)
    let service = try ServiceConfiguration(
      listen.map { rig.service.listening(at: $0) } ?? rig.service, rigPath: path)
    let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let workbench = try Workbench(
      home: home, places: places,
      surroundings: Workbench.Surroundings(
        environment: environment, program: program ?? CommandLine.arguments.first ?? "mcubenchd",
        workingDirectory: FileManager.default.currentDirectoryPath))
    if check {
      Terminal.writeResult(
        try RigCheck.text(rig, path: path, workbench: workbench)
          + "\nservice: " + Server.check(service))
      return
    }
    let store = try ResultStore(path: places.store)
    let lab = try Lab(
      Lab.Configuration(
        rig: rig, rigPath: path, workbench: workbench, store: store,
        program: "mcubenchd " + DaemonCommand.configuration.version, log: Terminal.log))
    Signals.onInterrupt {
      // Longer than jobs may take to finish, so that systemd does not end them before.
      ServiceManager.tell(
        "STOPPING=1\nEXTEND_TIMEOUT_USEC=\((rig.work.graceSeconds + 30) * 1_000_000)")
      lab.stop()
    }
    try await Composition.run(lab, service: service, store: store)
    try store.close()
  }
}
