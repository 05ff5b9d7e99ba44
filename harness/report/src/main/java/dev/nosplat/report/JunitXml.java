// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.CampaignRecord;
import dev.nosplat.record.GateRecord;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.ScenarioSet;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A run or a gate as JUnit XML, in the shape that Jenkins, GitLab and Surefire's own report read:
 * one test case for each thing that was judged, which fails unless it passed. What the host or we
 * did wrong is an error, everything else a failure; nothing is ever a skipped case.
 */
public final class JunitXml {
  private JunitXml() {}

  /** The document for one run. */
  public static String of(RunRecord run) {
    String suite = run.scenario() + " on " + SubjectText.tree(run.subject());
    return document(List.of(new Suite(suite, run.scenario(), run.started(), Case.of(run))));
  }

  /** The document for a gate: its control, and every point of the series. */
  public static String of(GateRecord gate) {
    String suite = gate.scenario() + " on " + gate.tree();
    return document(List.of(new Suite(suite, gate.scenario(), gate.started(), Case.of(gate))));
  }

  /** The document for a campaign: one test case for each cell. */
  public static String of(CampaignRecord campaign) {
    String name = "campaign " + campaign.name();
    return document(List.of(new Suite(name, name, campaign.written(), Case.of(campaign))));
  }

  /** The document for several scenarios: one suite for each. */
  public static String of(ScenarioSet set) {
    return document(
        set.parts().stream()
            .map(
                part ->
                    new Suite(
                        part.scenario() + " on " + set.tree(),
                        part.scenario(),
                        set.started(),
                        Case.of(part)))
            .toList());
  }

  private record Suite(String name, String scenario, Instant started, List<Case> cases) {}

  private static String document(List<Suite> suites) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      line(xml, 0);
      xml.writeStartElement("testsuites");
      for (Suite suite : suites) {
        suite(xml, suite);
      }
      line(xml, 0);
      xml.writeEndElement();
      line(xml, 0);
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      // A string writer does not fail, so this is a defect of ours.
      throw new IllegalStateException("the report has no XML form", e);
    }
    return text.toString();
  }

  private static void suite(XMLStreamWriter xml, Suite suite) throws XMLStreamException {
    List<Case> cases = suite.cases();
    line(xml, 1);
    xml.writeStartElement("testsuite");
    attribute(xml, "name", "nosplat " + suite.name());
    attribute(xml, "tests", String.valueOf(cases.size()));
    attribute(xml, "failures", String.valueOf(count(cases, "failure")));
    attribute(xml, "errors", String.valueOf(count(cases, "error")));
    attribute(xml, "skipped", "0");
    attribute(xml, "time", seconds(cases.stream().mapToLong(Case::millis).sum()));
    attribute(xml, "timestamp", suite.started().truncatedTo(ChronoUnit.SECONDS).toString());
    for (Case each : cases) {
      testCase(xml, suite.scenario(), each);
    }
    line(xml, 1);
    xml.writeEndElement();
  }

  private static void testCase(XMLStreamWriter xml, String scenario, Case each)
      throws XMLStreamException {
    line(xml, 2);
    xml.writeStartElement("testcase");
    attribute(xml, "name", each.name());
    attribute(xml, "classname", "nosplat." + scenario);
    attribute(xml, "time", seconds(each.millis()));
    if (!each.evidence().isEmpty()) {
      line(xml, 3);
      xml.writeStartElement("properties");
      for (Requirement r : each.evidence()) {
        line(xml, 4);
        xml.writeEmptyElement("property");
        attribute(xml, "name", "evidence: " + r.name());
        attribute(
            xml,
            "value",
            (r.met() ? "ok: " : "NOT MET: ") + r.observed() + " (expected: " + r.expected() + ")");
      }
      line(xml, 3);
      xml.writeEndElement();
    }
    if (!each.verdict().passed()) {
      line(xml, 3);
      xml.writeStartElement(element(each));
      attribute(xml, "type", each.verdict().outcome().name());
      attribute(
          xml,
          "message",
          each.verdict().outcome() + ": " + Layout.cut(each.verdict().reason(), 400));
      xml.writeCharacters(String.join("\n", each.details()));
      xml.writeEndElement();
    }
    line(xml, 3);
    xml.writeStartElement("system-out");
    xml.writeCharacters(each.verdict().outcome() + ": " + Printable.line(each.verdict().reason()));
    xml.writeEndElement();
    line(xml, 2);
    xml.writeEndElement();
  }

  private static long count(List<Case> cases, String element) {
    return cases.stream().filter(c -> !c.verdict().passed() && element(c).equals(element)).count();
  }

  private static String element(Case each) {
    return each.verdict().outcome() == Outcome.INFRA_FAILED ? "error" : "failure";
  }

  /** XML 1.0 has no way to write most control characters, so they are made visible before. */
  private static void attribute(XMLStreamWriter xml, String name, String value)
      throws XMLStreamException {
    xml.writeAttribute(name, Printable.line(value));
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
  }

  private static void line(XMLStreamWriter xml, int depth) throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(depth));
  }
}
