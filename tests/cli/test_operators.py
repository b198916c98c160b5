"""Airflow's operators on the command line: asked by validate, left to Airflow by run."""

from tests.cli.shop import SHOP, Shop

BASH = "airflow.providers.standard.operators.bash.BashOperator"
STEP = "steps:\n  - {id: mail, operator: {class: %s, args: {%s: x}}}"


def with_operator(shop: Shop, argument: str) -> None:
    shop.write("include/pipelines/shop.yaml", SHOP.replace("steps:", STEP % (BASH, argument), 1))


def test_validate_asks_the_class(shop: Shop) -> None:
    with_operator(shop, "command")
    said = shop("validate")
    assert "shop.yaml:6:" in said.stdout
    assert "BashOperator has no argument 'command'" in said.stdout
    with_operator(shop, "bash_command")
    assert shop("validate").exit_code == 0


def test_a_value_of_another_type_than_its_annotation_is_a_warning(shop: Shop) -> None:
    step = f"steps:\n  - {{id: mail, operator: {{class: {BASH}, args: {{bash_command: x, append_env: 'no'}}}}}}"
    shop.write("include/pipelines/shop.yaml", SHOP.replace("steps:", step, 1))
    said = shop("validate")
    assert said.exit_code == 0
    assert "args.append_env: warning: BashOperator says that 'append_env' is bool, and this is a text" in said.stdout


def test_validate_asks_a_channels_notifier(shop: Shop) -> None:
    smtp = "airflow.providers.smtp.notifications.smtp.SmtpNotifier"
    channel = f"channels:\n  shop:\n    class: {smtp}\n    args: {{too: a}}\n"
    shop.write("include/environments/local.yaml", f"apiVersion: levada/v1\nkind: Environment\n{channel}")
    said = shop("validate").stdout
    assert "environments/local.yaml:6:17: channels.shop.args.too: SmtpNotifier has no argument 'too'" in said
    assert "[operator]" in said


def test_without_airflow_it_says_that_nobody_has_looked(shop: Shop, monkeypatch) -> None:
    with_operator(shop, "command")
    monkeypatch.setattr("levada.cli.operators.find_spec", lambda _: None)
    said = shop("validate")
    assert (said.exit_code, "operators and notifiers are not checked" in said.stderr) == (0, True)


def test_run_leaves_it_to_airflow(shop: Shop) -> None:
    with_operator(shop, "bash_command")
    result = shop("run", "shop", "--date", "2024-01-01")
    assert (result.exit_code, "leave it out with --skip mail" in result.stderr) == (1, True)
    outcomes = shop.json("run", "shop", "--date", "2024-01-01", "--skip", "mail")
    assert [outcome["step"] for outcome in outcomes] == ["raw_orders", "staging_totals"]
