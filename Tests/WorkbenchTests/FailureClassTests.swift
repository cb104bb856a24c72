import Failures
import FirmwareGeneration
import GraphPreparation
import Hardware
import HostReference
import Planning
import ProcessTools
import TFLiteReader
import Testing
import VirtualLink
import WireRecords

@testable import Benchmarking

/// Which part of the way an error says has failed: what a lab decides by.
struct FailureClassTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let failure: any Failure
    let part: FailureClass?
    var testDescription: String { "\(failure.summary.prefix(60)): \(part?.rawValue ?? "none")" }

    init(_ failure: any Failure, _ part: FailureClass?) {
      self.failure = failure
      self.part = part
    }
  }

  private static func board(
    _ reason: BoardError.Reason, _ stage: SessionStage = .clean
  ) -> BoardError {
    BoardError(board: "stm32f746g", stage: stage, reason: reason, lastHeard: nil)
  }

  private static func link(_ reason: VirtualLinkError.Reason) -> VirtualLinkError {
    VirtualLinkError(board: "stm32f746g", reason: reason)
  }

  static let cases: [Case] = [
    Case(ModelReadError(.empty), .model),
    Case(PreparationError(.constantOutput(position: 0)), .model),
    Case(UnsupportedLayers(layers: []), .model),
    Case(PlanningError(board: "stm32f746g", reason: .noLayers), .model),
    Case(HostReferenceError(.unusableTensor(layer: 0, tensor: 0)), .model),
    Case(GenerationError(reason: .missingKernel("k")), .build),
    Case(ToolError(.missingTool(name: "gcc", packages: [])), .build),
    Case(ToolError(.doesNotFit(lines: [])), .build),
    Case(ToolError(.timedOut(command: "gcc", seconds: 120)), .timeout),
    Case(SerialPortError(port: "p", reason: .cannotOpen(errno: 2)), .probe),
    Case(LinkError(board: "b", probe: "p", reason: .noPort), .probe),
    Case(LinkError(board: "b", probe: "p", reason: .noAnswer(ports: [])), .boot),
    Case(SelectionError(board: "b", reason: .noneAttached, candidates: []), .probe),
    Case(flash(.noProbe), .probe), Case(flash(.probeBusy(holder: nil)), .probe),
    Case(flash(.toolMissing(name: "openocd", packages: [])), .probe),
    Case(flash(.targetNotAnswering), .flash), Case(flash(.verifyMismatch), .flash),
    Case(flash(.lost(during: .erasing)), .flash),
    Case(flash(.timedOut(during: .erasing, limit: .seconds(60))), .timeout),
    Case(board(.silent(after: .seconds(10)), .handshake), .boot),
    Case(board(.silent(after: .seconds(10)), .layer), .timeout),
    Case(board(.garbage(byteCount: 1, sample: "x"), .handshake), .boot),
    Case(board(.garbage(byteCount: 1, sample: "x")), .protocol),
    Case(board(.wasReset(resetFlags: 0)), .boot),
    Case(board(.fault(FaultReport(Fault(), layerNames: []))), .boot),
    Case(board(.passTooLong(pass: "clean", limit: .seconds(1))), .timeout),
    Case(board(.unanswered(command: "hello", tries: 5), .handshake), .protocol),
    Case(board(.otherProtocol(board: 1, host: 2), .handshake), .protocol),
    Case(board(.otherLayout(what: "layers", expected: 1, got: 2), .handshake), .protocol),
    Case(board(.refused(command: "run_pass", why: "x")), .protocol),
    Case(board(.countsLost(pass: "clean", run: 0, missing: 1)), .protocol),
    Case(board(.otherBoard(asked: "a", got: "b"), .handshake), .probe),
    Case(board(.otherBuild(expected: "a", got: "b"), .handshake), .flash),
    Case(board(.lineClosed(lastWords: nil)), .probe),
    Case(link(.programMissing(places: [])), .probe),
    Case(link(.cannotStart(program: "p", errno: 2)), .probe),
    Case(link(.wrongBoard(asked: "a", got: "b")), .probe),
    Case(link(.silent(limit: .seconds(20), lastWords: "")), .boot),
    Case(link(.unreadable(line: "x")), .boot),
    Case(link(.ended(ProgramEnd(cause: .exit(status: 1), lastWords: ""))), .boot),
  ]

  private static func flash(_ reason: FlashError.Reason) -> FlashError {
    FlashError(board: "stm32f746g", probe: "066F", reason: reason)
  }

  @Test(arguments: cases)
  func namesThePartThatFailed(_ example: Case) {
    #expect(example.failure.failureClass == example.part)
  }
}
