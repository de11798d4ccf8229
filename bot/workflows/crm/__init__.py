"""What Salesforce is told, and whether it shows it."""
