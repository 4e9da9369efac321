from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('study', '0002_stimulus_role'),
    ]

    operations = [
        migrations.AddField(
            model_name='stimulus',
            name='webm_sha256',
            field=models.CharField(blank=True, default='', help_text='empty: there is MP4 alone', max_length=64),
        ),
    ]
