#!/usr/bin/env bash
# A week with pipectl, as a script: every answer is a flag, every result can be piped.
set -euo pipefail

export PIPECTL_DB="$PWD/example.db"
pipectl init --template seller --currency EUR --quota 60k --period this-quarter

# Three deals, one of them from a form on the website (the key keeps a retry from adding it twice).
pipectl add "Lindqvist onboarding" 18k --account Lindqvist --source referral --close eoq \
  --next Call --due +1d
pipectl add "Moreau audit" 7.5k --account "Moreau & Fils" --source website --key form-2291 --close eom
pipectl add "Moreau audit" 7.5k --key form-2291
pipectl add "Tanaka pilot" --account Tanaka --stage discovery

# The referral picks up: three answers, and it moves.
pipectl move lindqvist discovery --buying yes --why "Their audit in March needs it" \
  --next "Send discovery questions" --due +2d --factor "stakeholders identified"
pipectl done lindqvist --outcome "answered the same day" --then Call --due "next mon 10:00"

# The website lead has no budget. A no loses it, with the reason and a day to ask again.
pipectl move moreau --buying no --reason "no budget" --note "Next year's plan" --revisit "in 3 months"

# What has no next step? Their numbers, for the next command.
for number in $(pipectl list --no-next --format ids); do
  pipectl next "$number" Call --due tomorrow
done

pipectl edit tanaka --amount 4k --close eoq
pipectl list --format csv --columns id,title,amount,currency,stage > deals.csv
echo "$(($(wc -l < deals.csv) - 1)) open deals in deals.csv"

# What changed, and one step back.
pipectl history --limit 3
pipectl undo

coverage=$(pipectl coverage --json | python3 -c 'import json, sys; print(round(json.load(sys.stdin)["coverage"], 2))')
echo "The quarter, in one number: $coverage"
